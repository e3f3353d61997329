package io.gradprobe.runtime.rule.data;

import java.util.Arrays;

/** The latest points of a series, with Theil and Sen's slope and Mann and Kendall's test. */
final class Trend {

  /** Standard normal quantile that a one-sided test with p below 0.001 must exceed. */
  private static final double QUANTILE = 3.09;

  private final double[] x;
  private final double[] y;
  private int count;
  private int next;

  Trend(int length) {
    x = new double[length];
    y = new double[length];
  }

  void add(double at, double value) {
    x[next] = at;
    y[next] = value;
    next = (next + 1) % x.length;
    count = Math.min(count + 1, x.length);
  }

  void clear() {
    count = 0;
    next = 0;
  }

  boolean isFull() {
    return count == x.length;
  }

  /** Slope between the oldest and the newest of a full series: cheap, and good for a first look. */
  double ends() {
    int newest = (next + x.length - 1) % x.length;
    return (y[newest] - y[next]) / Math.max(1, x[newest] - x[next]);
  }

  /** Median of the slopes between all pairs of points; NaN below two points. */
  double slope() {
    double[] slopes = new double[count * (count - 1) / 2];
    int n = 0;
    for (int i = 0; i < count; i++) {
      for (int j = i + 1; j < count; j++) {
        double apart = x[i] - x[j];
        if (apart != 0) {
          slopes[n++] = (y[i] - y[j]) / apart;
        }
      }
    }
    Arrays.sort(slopes, 0, n);
    return n == 0 ? Double.NaN : (slopes[(n - 1) / 2] + slopes[n / 2]) / 2;
  }

  /** Whether values rise along the series more often than chance lets them (p below 0.001). */
  boolean risesBeyondChance() {
    long score = 0;
    for (int i = 0; i < count; i++) {
      for (int j = i + 1; j < count; j++) {
        score += (long) (Math.signum(x[j] - x[i]) * Math.signum(y[j] - y[i]));
      }
    }
    double variance = count * (count - 1.0) * (2 * count + 5) / 18;
    return score > 1 && (score - 1) / Math.sqrt(variance) > QUANTILE;
  }
}
