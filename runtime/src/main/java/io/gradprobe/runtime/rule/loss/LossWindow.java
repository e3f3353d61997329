package io.gradprobe.runtime.rule.loss;

import io.gradprobe.runtime.rule.Window;
import java.util.Arrays;

/** The latest losses of a run, with their largest and their quantiles. */
final class LossWindow extends Window {

  LossWindow(int length) {
    super(length);
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
