package io.gradprobe.runtime.rule.gradient;

import java.util.Arrays;

/** The latest values of a series, with their median and their median absolute deviation. */
final class RobustWindow {

  private final double[] values;
  private final double[] sorted;
  private int size;
  private int next;

  RobustWindow(int length) {
    values = new double[length];
    sorted = new double[length];
  }

  void add(double value) {
    values[next] = value;
    next = (next + 1) % values.length;
    size = Math.min(size + 1, values.length);
  }

  void clear() {
    size = 0;
    next = 0;
  }

  int size() {
    return size;
  }

  /** Largest of the values; the lowest number where there is none. */
  double largest() {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      largest = Math.max(largest, values[i]);
    }
    return largest;
  }

  /** Median of the values; NaN where there is none. */
  double median() {
    System.arraycopy(values, 0, sorted, 0, size);
    return middle();
  }

  /** Median of the absolute deviations from {@code center}; NaN where there is no value. */
  double deviation(double center) {
    for (int i = 0; i < size; i++) {
      sorted[i] = Math.abs(values[i] - center);
    }
    return middle();
  }

  private double middle() {
    if (size == 0) {
      return Double.NaN;
    }
    Arrays.sort(sorted, 0, size);
    return size % 2 == 1 ? sorted[size / 2] : (sorted[size / 2 - 1] + sorted[size / 2]) / 2;
  }
}
