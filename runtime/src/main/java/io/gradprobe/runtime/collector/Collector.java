package io.gradprobe.runtime.collector;

import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.run.EpochRecord;
import io.gradprobe.runtime.run.HistogramRecord;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.OverheadRecord;
import io.gradprobe.runtime.run.RunInfo;
import io.gradprobe.runtime.run.RunSummary;
import io.gradprobe.runtime.run.StepRecord;
import java.time.Duration;

/**
 * A way out for evidence. All methods but {@link #stepTimer()}, {@link #wantsHistograms()} and
 * {@link #wantsRanges()} are called on the observer thread, one at a time. What a collector throws
 * switches it off with one line on stderr; training goes on.
 */
public interface Collector {

  /** Short name for messages, such as {@code otel}. */
  String name();

  /** A run's parameters are known. Called once for each run, before anything else of that run. */
  default void runStarted(RunInfo run) {}

  /** Whether this collector needs {@link #step} for every step, not for sampled ones only. */
  default boolean wantsEveryStep() {
    return false;
  }

  /** A step has ended; every step where {@link #wantsEveryStep()}, else the sampled ones. */
  default void step(StepRecord step) {}

  /** A step was measured; comes after {@link #step} of the same step. */
  default void measured(MeasuredStep step) {}

  /** Whether distributions are wanted at this moment. Called on the training thread. */
  default boolean wantsHistograms() {
    return false;
  }

  /**
   * Whether minimum, maximum and mean of gradients and weights are wanted at this moment; where
   * nobody wants them they may be NaN in {@link #measured}. Called on the training thread.
   */
  default boolean wantsRanges() {
    return true;
  }

  /** The distribution of a weight or gradient; rarely. */
  default void histogram(HistogramRecord histogram) {}

  /** An epoch has ended. */
  default void epoch(EpochRecord epoch) {}

  /** Something was found. Repeats arrive merged, with a risen count. */
  default void finding(Finding finding) {}

  /** What observing cost; once a second. */
  default void overhead(OverheadRecord overhead) {}

  /** A run has ended. */
  default void runEnded(RunSummary summary) {}

  /** Called on the training thread itself; null where this collector does not time phases. */
  default StepTimer stepTimer() {
    return null;
  }

  /** Flushes and ends within the given time. */
  default void close(Duration limit) {}
}
