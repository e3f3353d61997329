package io.gradprobe.runtime.observe;

/**
 * An exception left a call of the framework in training, or the loop that trains left out a batch
 * for one, and training went on all the same. Filled anew for each call.
 */
public final class FailureObservation {
  /** The run. */
  public RunView run;

  /**
   * What failed: {@code forward}, {@code loss}, {@code backward}, {@code step} or {@code data}; or
   * {@code batch}: something of the program's own before the batch's backward.
   */
  public String phase = "";

  /** What was thrown. */
  public Throwable failure;

  /** How often something was thrown and swallowed in this run so far, this one included. */
  public long failures;

  /** Backwards of this run so far, and failures. */
  public long batches;

  /** The user's line out of which it came; empty where unknown. */
  public String location = "";
}
