package io.gradprobe.runtime.run;

import java.util.List;

/**
 * What was read in the first training forward of a measured step.
 *
 * @param location the user's line of the forward; empty where unknown
 * @param inputs the model's inputs
 * @param blocks outputs of blocks and activation functions, in the order in which they were made
 * @param joins concatenations and sums
 * @param labels the labels; null where none were seen
 * @param loss what is known of the loss; never null
 */
public record ForwardMeasurement(
    String location,
    List<InputMeasurement> inputs,
    List<BlockMeasurement> blocks,
    List<JoinMeasurement> joins,
    LabelMeasurement labels,
    LossInfo loss) {

  /** Nothing was read. */
  public static final ForwardMeasurement NONE =
      new ForwardMeasurement("", List.of(), List.of(), List.of(), null, LossInfo.UNKNOWN);
}
