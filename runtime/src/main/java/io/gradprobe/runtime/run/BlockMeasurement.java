package io.gradprobe.runtime.run;

import io.gradprobe.runtime.tensor.TensorStats;

/**
 * The output of one block, or of an activation function called inside of one, in a training forward
 * that was measured.
 *
 * @param block path of the block as the framework's user knows it; for a function, of the block
 *     that calls it
 * @param type simple class name of the block
 * @param function the activation function, such as {@code relu}, {@code sigmoid}, {@code tanh},
 *     {@code softmax}, {@code logSoftmax}; {@code softmaxTwice} for one whose input a softmax has
 *     made, in the block of the first of the two; empty for the output of the block as a whole
 * @param order place in the order in which outputs were made, from 0
 * @param leaf whether the block has no children
 * @param parameters how many parameters the block owns itself
 * @param shape the output's shape, such as {@code (32, 10)}
 * @param samples size of its first axis
 * @param output statistics of the output
 * @param units for a function, one number for each unit (element of the second axis, or of the last
 *     one where the function follows a linear layer; averaged over all others): of {@code relu} the
 *     share of its values above zero; of {@code sigmoid} and {@code tanh} the mean derivative over
 *     the largest possible one, from 0 to 1; null where there is none or too many
 * @param equalRows whether there are several rows, all are the same numbers, and all of those
 *     finite
 * @param location for a {@code softmax}, the user's line of the call; empty where not looked up
 * @param gradient statistics of the gradient that backward brought to the output; null where it was
 *     not tapped
 */
public record BlockMeasurement(
    String block,
    String type,
    String function,
    int order,
    boolean leaf,
    int parameters,
    String shape,
    long samples,
    TensorStats output,
    float[] units,
    boolean equalRows,
    String location,
    TensorStats gradient) {

  /** A measurement that was not tapped. */
  public BlockMeasurement(
      String block,
      String type,
      String function,
      int order,
      boolean leaf,
      int parameters,
      String shape,
      long samples,
      TensorStats output,
      float[] units,
      boolean equalRows,
      String location) {
    this(
        block,
        type,
        function,
        order,
        leaf,
        parameters,
        shape,
        samples,
        output,
        units,
        equalRows,
        location,
        null);
  }

  /** The same with the gradient of the output. */
  public BlockMeasurement withGradient(TensorStats read) {
    return new BlockMeasurement(
        block,
        type,
        function,
        order,
        leaf,
        parameters,
        shape,
        samples,
        output,
        units,
        equalRows,
        location,
        read);
  }

  /** A measurement whose line was not looked up. */
  public BlockMeasurement(
      String block,
      String type,
      String function,
      int order,
      boolean leaf,
      int parameters,
      String shape,
      long samples,
      TensorStats output,
      float[] units,
      boolean equalRows) {
    this(
        block,
        type,
        function,
        order,
        leaf,
        parameters,
        shape,
        samples,
        output,
        units,
        equalRows,
        "");
  }

  /** Whether it is a function's result rather than a block's output. */
  public boolean isFunction() {
    return !function.isEmpty();
  }

  /**
   * Share of units that hardly move any more: a {@code relu}'s that never were above zero, a {@code
   * sigmoid}'s or {@code tanh}'s whose mean derivative is below a hundredth of the largest; NaN
   * where unknown.
   */
  public double saturatedFraction() {
    if (units == null || units.length == 0) {
      return Double.NaN;
    }
    double limit = function.equals("relu") ? 0 : 0.01;
    int saturated = 0;
    for (float unit : units) {
      saturated += unit <= limit ? 1 : 0;
    }
    return (double) saturated / units.length;
  }
}
