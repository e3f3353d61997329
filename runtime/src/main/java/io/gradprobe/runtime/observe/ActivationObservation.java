package io.gradprobe.runtime.observe;

import io.gradprobe.runtime.run.Origin;
import io.gradprobe.runtime.tensor.TensorStats;

/**
 * The first block, in the order of the latest forward, whose output is not finite. Told when the
 * loss or a gradient turned out not to be finite while inputs and weights are. Filled anew for each
 * call.
 */
public final class ActivationObservation {
  /** The run. */
  public RunView run;

  /** Path of the block. */
  public String block = "";

  /** Simple class name of the block. */
  public String type = "";

  /** The function inside of the block that made it, such as {@code log}; empty where unknown. */
  public String function = "";

  /** Statistics of the output. */
  public TensorStats output;

  /** The operation that made it; null where unknown. */
  public Origin origin;

  /** The user's line of the forward; empty where unknown. */
  public String location = "";
}
