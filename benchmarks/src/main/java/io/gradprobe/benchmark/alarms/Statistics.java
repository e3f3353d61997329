package io.gradprobe.benchmark.alarms;

import io.gradprobe.runtime.tensor.TensorStats;

/** Statistics of tensors that never were. */
final class Statistics {
  /** Largest of some thousand normal deviates, about. */
  private static final double EXTREME = 4;

  private Statistics() {}

  /** Of normally distributed elements about zero. */
  static TensorStats normal(long count, double rms, double zeros) {
    TensorStats stats = new TensorStats();
    stats.count = count;
    stats.zeros = rms == 0 ? count : Math.round(zeros * count);
    stats.mean = 0;
    stats.norm = rms * Math.sqrt(count);
    stats.absMax = EXTREME * rms;
    stats.min = -EXTREME * rms;
    stats.max = EXTREME * rms;
    return stats;
  }

  /** Of elements in a range. */
  static TensorStats within(long count, double min, double max, double mean, double rms) {
    TensorStats stats = new TensorStats();
    stats.count = count;
    stats.mean = mean;
    stats.norm = rms * Math.sqrt(count);
    stats.min = min;
    stats.max = max;
    stats.absMax = Math.max(Math.abs(min), Math.abs(max));
    return stats;
  }
}
