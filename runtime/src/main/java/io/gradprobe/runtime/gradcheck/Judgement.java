package io.gradprobe.runtime.gradcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which of some parameters have a gradient that is wrong beside the others. A factor that they have
 * in common is legal: a sum told as a mean, a square without its two.
 */
final class Judgement {
  /** Factors that are so near to each other are one. */
  private static final double SAME = 0.02;

  private final Fit[] fits;
  private final double tolerance;
  private final boolean exact;
  private final double common;

  /**
   * @param fits by parameter; null for those that were not measured or must not be judged
   * @param exact whether neither a common factor nor a penalty is legal
   */
  Judgement(Fit[] fits, double tolerance, boolean exact) {
    this.fits = fits.clone();
    this.tolerance = tolerance;
    this.exact = exact;
    common = exact ? 1 : commonFactor();
  }

  /** The factor that most parameters share; NaN where there is none. */
  private double commonFactor() {
    double[] factors =
        Arrays.stream(fits)
            .filter(f -> f != null && f.isMultiple(tolerance))
            .mapToDouble(Fit::factor)
            .sorted()
            .toArray();
    long one = near(factors, 1);
    if (one > 0 && one * 3 >= factors.length) {
      return 1;
    }
    double best = Double.NaN;
    long most = 0;
    for (double factor : factors) {
      long count = near(factors, factor);
      // Of a factor and its opposite, as many each, the one that goes down is meant.
      if (count > most || count == most && factor > 0 && best < 0) {
        most = count;
        best = factor;
      }
    }
    boolean opposite = near(factors, -best) == most;
    return most * 2 > factors.length || most * 2 == factors.length && opposite ? best : Double.NaN;
  }

  private static long near(double[] factors, double factor) {
    return Arrays.stream(factors)
        .filter(f -> Math.abs(f - factor) <= SAME * Math.abs(factor))
        .count();
  }

  /** Whether a parameter's gradient is surely right. */
  boolean agrees(int parameter) {
    Fit fit = fits[parameter];
    return fit != null && fit.isMultiple(tolerance) && agrees(fit);
  }

  /** Whether it is right by another measurement too. */
  boolean isConfirmedBy(Fit other) {
    return other != null && agrees(other);
  }

  /** Whether every gradient that was measured is right. */
  boolean allAgree() {
    return Arrays.stream(fits).allMatch(f -> f == null || agrees(f))
        && Arrays.stream(fits).anyMatch(f -> f != null && f.isMultiple(tolerance));
  }

  private boolean agrees(Fit fit) {
    return fit.isClear(tolerance) && fit.difference(common) <= tolerance / 2;
  }

  /** Those that are surely wrong. */
  List<Mismatch> mismatches() {
    double factor = Double.isNaN(common) ? 1 : common;
    List<Mismatch> wrong = new ArrayList<>();
    for (int i = 0; i < fits.length; i++) {
      Fit fit = fits[i];
      if (fit != null && fit.isClear(tolerance) && isWrong(fit, factor)) {
        boolean multiple = fit.difference(fit.factor()) <= tolerance / 2;
        wrong.add(
            new Mismatch(i, fit.difference(factor), multiple ? factor / fit.factor() : Double.NaN));
      }
    }
    return wrong;
  }

  private boolean isWrong(Fit fit, double factor) {
    return fit.difference(factor) > tolerance + 4 * fit.error(factor)
        && fit.speaksAgainst(factor)
        && (exact || !fit.isPenalised(factor));
  }
}
