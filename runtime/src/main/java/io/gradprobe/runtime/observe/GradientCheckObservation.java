package io.gradprobe.runtime.observe;

import io.gradprobe.runtime.gradcheck.CheckResult;

/** A step's gradients were compared with numerical derivatives. Filled anew for each call. */
public final class GradientCheckObservation {
  /** The run. */
  public RunView run;

  /** What the comparison has shown. */
  public CheckResult result;

  /** The user's line of the backward; empty where it is the latest one. */
  public String location = "";
}
