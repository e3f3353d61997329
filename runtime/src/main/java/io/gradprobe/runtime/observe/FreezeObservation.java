package io.gradprobe.runtime.observe;

/**
 * A parameter that the user's program has frozen requires a gradient again, and the program did not
 * ask for that. Filled anew for each call.
 */
public final class FreezeObservation {
  /** The run. */
  public RunView run;

  /** First parameter concerned. */
  public int parameter = -1;

  /** How many are concerned. */
  public int concerned;

  /** The user's line that froze it. */
  public String frozenAt = "";

  /** The user's line of the call that undid it. */
  public String location = "";
}
