package io.gradprobe.runtime.rule.gradient;

import io.gradprobe.runtime.rule.Window;
import java.util.Arrays;

/** The latest values of a series, with their median and their median absolute deviation. */
final class RobustWindow extends Window {

  RobustWindow(int length) {
    super(length);
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
