package io.gradprobe.runtime.tensor;

/** What tells of one output of an activation function whether its unit still responds. */
public enum UnitMeasure {
  /** 1 where it is above zero, else 0: the slope of a rectifier. */
  POSITIVE,
  /** The slope of the logistic function over its largest one, by the output y: 4 y (1 - y). */
  SIGMOID_SLOPE,
  /** The slope of the hyperbolic tangent, by the output y: 1 - y<sup>2</sup>. */
  TANH_SLOPE;

  double of(double y) {
    return switch (this) {
      case POSITIVE -> y > 0 ? 1 : 0;
      case SIGMOID_SLOPE -> 4 * y * (1 - y);
      case TANH_SLOPE -> 1 - y * y;
    };
  }
}
