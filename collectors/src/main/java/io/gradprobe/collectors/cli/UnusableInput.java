package io.gradprobe.collectors.cli;

/** An input that can't be used. The message says why, in a few words. */
final class UnusableInput extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableInput(String why) {
    super(why);
  }
}
