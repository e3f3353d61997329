package io.gradprobe.runtime;

import io.gradprobe.runtime.run.HistogramRecord;
import io.gradprobe.runtime.tensor.TensorStats;

/**
 * The distributions of a run's weights and gradients: at its first measured step, and then at a
 * measured step not sooner than the period after the last time. Guarded by its run.
 */
final class Histograms {
  static final int BINS = 32;

  /** The first parameters of a model with thousands stand for all. */
  private static final int MOST_PARAMETERS = 256;

  /** Larger tensors would hold the training thread up. */
  private static final long MOST_ELEMENTS = 4L << 20;

  private final Monitor monitor;
  private final String run;
  private final long periodNanos;
  private final long[] counts = new long[BINS];
  private long tellAt;
  private boolean any;
  private boolean now;

  Histograms(Monitor monitor, String run, long periodNanos) {
    this.monitor = monitor;
    this.run = run;
    this.periodNanos = periodNanos;
  }

  /** A step is measured: is it time? */
  void begin(long nanos) {
    now = monitor.wantsHistograms() && (!any || nanos - tellAt >= 0);
    if (now) {
      any = true;
      tellAt = nanos + periodNanos;
    }
  }

  /** Whether the step under way is told. */
  boolean isDue() {
    return now;
  }

  /** The step is over. */
  void end() {
    now = false;
  }

  /** Tells the distribution of one parameter's gradient or value, whose statistics are known. */
  void tell(ParameterState p, long step, boolean ofGradient, TensorStats stats) {
    boolean readable =
        p.info.index() < MOST_PARAMETERS
            && stats.count > stats.nonFinite
            && stats.count <= MOST_ELEMENTS;
    if (!readable) {
      return;
    }
    // All elements alike: an interval around them that double can tell apart.
    double width = stats.max - stats.min;
    double margin = width > 0 ? 0 : Math.max(1e-12, Math.abs(stats.min) * 1e-6);
    double low = stats.min - margin;
    double high = stats.max + margin;
    if (!p.access.histogram(ofGradient, low, high, counts)) {
      return;
    }
    double[] edges = new double[BINS + 1];
    for (int i = 0; i <= BINS; i++) {
      edges[i] = i == BINS ? high : low + (high - low) * i / BINS;
    }
    monitor.offer(
        new HistogramRecord(
            run, step, p.name(), ofGradient ? "gradient" : "weight", edges, counts.clone()));
  }
}
