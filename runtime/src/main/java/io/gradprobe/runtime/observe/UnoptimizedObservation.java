package io.gradprobe.runtime.observe;

/**
 * At a step's end: a trainable parameter that got gradients in several cycles running and that no
 * optimizer and no hand-written update has ever touched, while others of the run were updated.
 * Filled anew for each call.
 */
public final class UnoptimizedObservation {
  /** The run. */
  public RunView run;

  /** First such parameter. */
  public int parameter = -1;

  /** How many there are. */
  public int concerned;

  /** Steps in which it had a gradient and was left alone. */
  public long steps;
}
