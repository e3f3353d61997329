package io.gradprobe.agent.custom.replay;

/** One recorded call. */
final class Entry {
  final RecordedMethod method;

  /** The receiver, null for a static method, and the arguments. */
  final Object[] call;

  /** What it returned, numbers as boxes; null where it has not. */
  Object result;

  boolean hasEnded;

  /** Whether neither it nor what it called has effects that can't be put back. */
  boolean isPure;

  /** Whether a recorded call was made inside of it. */
  boolean callsOthers;

  Entry(RecordedMethod method, Object[] call) {
    this.method = method;
    this.call = call;
    isPure = method.isPure();
  }
}
