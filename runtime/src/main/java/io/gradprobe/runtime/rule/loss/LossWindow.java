package io.gradprobe.runtime.rule.loss;

import java.util.Arrays;

/** The latest losses of a run, with their largest and their quantiles. */
final class LossWindow {

  private final double[] values;
  private final double[] sorted;
  private int size;
  private int next;

  LossWindow(int length) {
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

  boolean isFull() {
    return size == values.length;
  }

  /** The largest; the lowest number where there is none. */
  double max() {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      max = Math.max(max, values[i]);
    }
    return max;
  }

  double median() {
    return quantile(0.5);
  }

  /** The smallest value that at least this share of the values does not exceed; NaN if empty. */
  double quantile(double share) {
    if (size == 0) {
      return Double.NaN;
    }
    System.arraycopy(values, 0, sorted, 0, size);
    Arrays.sort(sorted, 0, size);
    return sorted[(int) Math.min(size - 1, Math.floor(share * size))];
  }

  double mean() {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += values[i];
    }
    return sum / size;
  }

  /** Mean of the older half of a full window over that of the younger half. */
  double fall() {
    double older = 0;
    double younger = 0;
    int half = size / 2;
    for (int i = 0; i < half; i++) {
      older += values[(next + i) % values.length];
      younger += values[(next + size - 1 - i) % values.length];
    }
    return older / younger;
  }
}
