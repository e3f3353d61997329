package io.gradprobe.runtime.observe;

/**
 * An exception left a call of the framework in training, and training went on all the same. Filled
 * anew for each call.
 */
public final class FailureObservation {
  /** The run. */
  public RunView run;

  /** What failed: {@code forward}, {@code loss}, {@code backward}, {@code step} or {@code data}. */
  public String phase = "";

  /** What was thrown. */
  public Throwable failure;

  /** How often something was thrown and swallowed in this run so far, this one included. */
  public long failures;

  /** The user's line out of which it came; empty where unknown. */
  public String location = "";
}
