package io.gradprobe.runtime.run;

import java.util.List;

/**
 * A step whose gradients (and at times weights) were measured. Rules of statistics and collectors
 * see it on the observer thread.
 *
 * @param record the step
 * @param parameters every parameter in forward order
 * @param weightDecay the optimizer's weight decay; NaN where unknown
 * @param updatesMeasured whether the parameters' changes were measured at this step
 * @param backwardLocation the user's line of the latest backward; empty where unknown
 * @param stepLocation the user's line of this step; empty where unknown
 * @param forward what was read in this step's first training forward; never null
 * @param tensors the native tensors alive in the process when the step ended; never null
 */
public record MeasuredStep(
    StepRecord record,
    List<ParameterMeasurement> parameters,
    double weightDecay,
    boolean updatesMeasured,
    String backwardLocation,
    String stepLocation,
    ForwardMeasurement forward,
    TensorCensus tensors) {

  /** A measured step of which forward and live tensors are not known. */
  public MeasuredStep(
      StepRecord record,
      List<ParameterMeasurement> parameters,
      double weightDecay,
      boolean updatesMeasured,
      String backwardLocation,
      String stepLocation) {
    this(
        record,
        parameters,
        weightDecay,
        updatesMeasured,
        backwardLocation,
        stepLocation,
        ForwardMeasurement.NONE,
        TensorCensus.UNKNOWN);
  }
}
