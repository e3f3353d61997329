package io.gradprobe.runtime.gradcheck;

/**
 * Whether a backward seems to have clipped a gradient itself: its largest element or its norm is a
 * round number, which is what limits are.
 */
final class Clipping {
  private static final double[] ROUNDING = {1e-9, 1e-5};
  private static final double DIGITS = 1000;

  private Clipping() {}

  static boolean isLikely(double[] gradient, boolean single) {
    double largest = 0;
    double squares = 0;
    for (double g : gradient) {
      largest = Math.max(largest, Math.abs(g));
      squares += g * g;
    }
    double rounding = ROUNDING[single ? 1 : 0];
    return isRound(largest, rounding) || isRound(Math.sqrt(squares), rounding);
  }

  /** Whether a number has three significant digits at most. */
  private static boolean isRound(double value, double rounding) {
    if (!(value > 0)) {
      return false;
    }
    double scaled = value * DIGITS / Math.pow(10, Math.floor(Math.log10(value)) + 1);
    return Math.abs(scaled - Math.rint(scaled)) <= rounding * scaled;
  }
}
