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
 * @param places results at places of the user's source that are tapped: block is the place, such as
 *     {@code Loss.java:42}, and function the method that made it
 */
public record ForwardMeasurement(
    String location,
    List<InputMeasurement> inputs,
    List<BlockMeasurement> blocks,
    List<JoinMeasurement> joins,
    LabelMeasurement labels,
    LossInfo loss,
    List<BlockMeasurement> places) {

  /** A forward without tapped places. */
  public ForwardMeasurement(
      String location,
      List<InputMeasurement> inputs,
      List<BlockMeasurement> blocks,
      List<JoinMeasurement> joins,
      LabelMeasurement labels,
      LossInfo loss) {
    this(location, inputs, blocks, joins, labels, loss, List.of());
  }

  /** Nothing was read. */
  public static final ForwardMeasurement NONE =
      new ForwardMeasurement("", List.of(), List.of(), List.of(), null, LossInfo.UNKNOWN);
}
