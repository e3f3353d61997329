package io.gradprobe.runtime.run;

import io.gradprobe.runtime.tensor.TensorStats;

/**
 * One parameter on a sampled step: its gradient before the optimizer ran, its value after.
 *
 * @param parameter which one
 * @param trainable whether it requires a gradient
 * @param usedInForward whether a forward since the last step used it; true where that is unknown
 * @param gradient null where the engine has no gradient for it or none was read
 * @param gradientAbsent whether the engine has no gradient at all for it (as opposed to zeros)
 * @param weight null where not read
 * @param updateRms root mean square of the change that the step made, over a sample of the
 *     elements; NaN where not measured
 * @param weightRms root mean square of the weight before the step, over the same sample; NaN where
 *     not measured
 * @param changed whether the step changed the sample; true where not measured
 * @param uses how often the latest step's forwards asked for it; -1 where that is unknown
 * @param descent cosine between the change that the step made and the negative gradient, over the
 *     sample: 1 straight down, -1 straight up; NaN where not measured
 * @param symmetric whether it has several rows (outputs), all rows of its value are the same bits,
 *     and so are all rows of its gradient: such units stay the same for ever
 * @param touched whether an optimizer or the program has ever updated it or asked for its gradient
 */
public record ParameterMeasurement(
    ParameterInfo parameter,
    boolean trainable,
    boolean usedInForward,
    TensorStats gradient,
    boolean gradientAbsent,
    TensorStats weight,
    double updateRms,
    double weightRms,
    boolean changed,
    int uses,
    double descent,
    boolean symmetric,
    boolean touched) {

  /** A measurement without the number of uses, the direction and the symmetry. */
  public ParameterMeasurement(
      ParameterInfo parameter,
      boolean trainable,
      boolean usedInForward,
      TensorStats gradient,
      boolean gradientAbsent,
      TensorStats weight,
      double updateRms,
      double weightRms,
      boolean changed) {
    this(
        parameter,
        trainable,
        usedInForward,
        gradient,
        gradientAbsent,
        weight,
        updateRms,
        weightRms,
        changed,
        -1,
        Double.NaN,
        false,
        true);
  }

  /** Update over weight; NaN where not measured or the weight is zero. */
  public double updateRatio() {
    return weightRms > 0 ? updateRms / weightRms : Double.NaN;
  }
}
