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
      case POSITIVE -> positive(y);
      case SIGMOID_SLOPE -> sigmoidSlope(y);
      case TANH_SLOPE -> tanhSlope(y);
    };
  }

  /** Without a branch: half of a rectifier's outputs are zero, in no order. */
  static double positive(double y) {
    return Double.doubleToRawLongBits(0.0 - y) >>> 63;
  }

  static double sigmoidSlope(double y) {
    return 4 * y * (1 - y);
  }

  static double tanhSlope(double y) {
    return 1 - y * y;
  }
}
