package io.gradprobe.benchmark;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A median and how sure it is.
 *
 * @param n observations
 * @param low lower end of the 95 % interval
 * @param median the median
 * @param high upper end of the 95 % interval
 * @param spread half of the distance between the quartiles of the observations
 */
record Estimate(int n, double low, double median, double high, double spread) {
  private static final int RESAMPLES = 1000;

  // With five, the chance that all lie on one side of the median is 6 %.
  private static final int FEWEST = 6;

  /** The estimate from observations, its interval by the percentile bootstrap. */
  static Estimate of(double[] observations) {
    int n = observations.length;
    if (n == 0) {
      return new Estimate(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
    double[] sorted = observations.clone();
    Arrays.sort(sorted);
    SplittableRandom random = new SplittableRandom(1);
    double[] medians = new double[RESAMPLES];
    int[] picks = new int[n];
    for (int r = 0; r < RESAMPLES; r++) {
      for (int i = 0; i < n; i++) {
        picks[i] = random.nextInt(n);
      }
      // Ranks sort as the observations themselves do.
      Arrays.sort(picks);
      medians[r] = (sorted[picks[(n - 1) / 2]] + sorted[picks[n / 2]]) / 2;
    }
    Arrays.sort(medians);
    return new Estimate(
        n,
        medians[(int) (0.025 * RESAMPLES)],
        quantile(sorted, 0.5),
        medians[(int) (0.975 * RESAMPLES) - 1],
        (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 2);
  }

  /** A quantile of sorted numbers, between neighbours by straight line. */
  static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** Whether there are enough observations for the interval to mean something. */
  boolean isFirm() {
    return n >= FEWEST;
  }

  /** Half the width of the interval. */
  double halfWidth() {
    return (high - low) / 2;
  }

  /**
   * {@code met}, {@code missed}, or {@code open} where the interval holds the limit or there are
   * too few observations for an interval.
   */
  String against(double atMost) {
    if (!isFirm()) {
      return "open";
    }
    return high <= atMost ? "met" : low > atMost ? "missed" : "open";
  }

  /** The numbers on one line, to be read by {@link #parse}. */
  String line() {
    return String.format(Locale.ROOT, "%d %.9g %.9g %.9g %.9g", n, low, median, high, spread);
  }

  static Estimate parse(String line) {
    String[] p = line.trim().split(" ");
    return new Estimate(
        Integer.parseInt(p[0]),
        Double.parseDouble(p[1]),
        Double.parseDouble(p[2]),
        Double.parseDouble(p[3]),
        Double.parseDouble(p[4]));
  }
}
