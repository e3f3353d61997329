package io.gradprobe.collectors.otel;

import io.gradprobe.runtime.collector.Collector;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.run.EpochRecord;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.OverheadRecord;
import io.gradprobe.runtime.run.RunInfo;
import io.gradprobe.runtime.run.RunSummary;
import io.gradprobe.runtime.run.StepRecord;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A collector that is made when the first run begins. OpenTelemetry's SDK takes its time to start
 * and initialises java.util.logging; neither may happen before the program's main method, nor on a
 * thread of the program.
 */
final class LazyCollector implements Collector {
  private final Supplier<Collector> maker;
  private boolean made;
  private Collector delegate =
      new Collector() {
        @Override
        public String name() {
          return "otel";
        }
      };

  /**
   * @param maker makes the collector; may answer null where that is impossible
   */
  LazyCollector(Supplier<Collector> maker) {
    this.maker = maker;
  }

  @Override
  public String name() {
    return "otel";
  }

  @Override
  public boolean wantsRanges() {
    return false;
  }

  @Override
  public boolean wantsEveryStep() {
    return true;
  }

  @Override
  public void runStarted(RunInfo run) {
    if (!made) {
      made = true;
      Collector collector = maker.get();
      if (collector != null) {
        delegate = collector;
      }
    }
    delegate.runStarted(run);
  }

  @Override
  public void step(StepRecord step) {
    delegate.step(step);
  }

  @Override
  public void measured(MeasuredStep step) {
    delegate.measured(step);
  }

  @Override
  public void epoch(EpochRecord epoch) {
    delegate.epoch(epoch);
  }

  @Override
  public void finding(Finding finding) {
    delegate.finding(finding);
  }

  @Override
  public void overhead(OverheadRecord overhead) {
    delegate.overhead(overhead);
  }

  @Override
  public void runEnded(RunSummary summary) {
    delegate.runEnded(summary);
  }

  @Override
  public void close(Duration limit) {
    delegate.close(limit);
  }
}
