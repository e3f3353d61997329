package io.gradprobe.benchmark;

/** A program that does nothing. */
final class EmptyMain {
  private EmptyMain() {}

  public static void main(String[] args) {}
}
