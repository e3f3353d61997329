package io.gradprobe.runtime.observe;

/** Gradients were cleared by a call other than the optimizer's own. Filled anew for each call. */
public final class ClearObservation {
  /** The run. */
  public RunView run;

  /** Parameters whose accumulated gradient no step had used, of this run or of another one. */
  public int unusedCleared;

  /** First such parameter; -1 where there is none. */
  public int unusedParameter = -1;

  /** Whether the latest loss or gradient was not finite (then throwing it away is right). */
  public boolean afterNonFinite;

  /** First parameter whose gradient is still not finite after clearing; -1 where there is none. */
  public int stickyParameter = -1;

  /** How many parameters are so. */
  public int stickyCount;
}
