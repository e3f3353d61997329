package io.gradprobe.runtime.run;

/**
 * Where a fault began: one operation of the user's program.
 *
 * @param operation its name as the framework's user writes it, such as {@code log}
 * @param location the user's line that called it; empty where unknown
 * @param block path of the block it was called in; empty outside of all blocks
 * @param detail what it did, to be put into a sentence; may be empty
 */
public record Origin(String operation, String location, String block, String detail) {
  /** The operation and its place, such as {@code log at my.Loss.evaluate(Loss.java:17)}. */
  public String text() {
    return location.isEmpty() ? operation : operation + " at " + location;
  }
}
