package io.gradprobe.runtime.observe;

/**
 * The optimizer is about to update an array that the model does not hold any more. Filled anew for
 * each call.
 */
public final class ReplacedObservation {
  /** The run. */
  public RunView run;

  /** First parameter concerned. */
  public int parameter = -1;

  /** How many are concerned. */
  public int concerned;

  /** The user's line that replaced the array; empty where unknown. */
  public String location = "";
}
