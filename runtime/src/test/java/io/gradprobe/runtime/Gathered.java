package io.gradprobe.runtime;

import io.gradprobe.runtime.collector.Collector;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.run.EpochRecord;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.OverheadRecord;
import io.gradprobe.runtime.run.RunInfo;
import io.gradprobe.runtime.run.RunSummary;
import io.gradprobe.runtime.run.StepRecord;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector that keeps everything it is told. */
final class Gathered implements Collector {
  final List<RunInfo> runs = new CopyOnWriteArrayList<>();
  final List<StepRecord> steps = new CopyOnWriteArrayList<>();
  final List<MeasuredStep> measured = new CopyOnWriteArrayList<>();
  final List<EpochRecord> epochs = new CopyOnWriteArrayList<>();
  final List<Finding> findings = new CopyOnWriteArrayList<>();
  final List<OverheadRecord> overheads = new CopyOnWriteArrayList<>();
  final List<RunSummary> summaries = new CopyOnWriteArrayList<>();
  volatile int closed;

  @Override
  public String name() {
    return "gathered";
  }

  @Override
  public boolean wantsEveryStep() {
    return true;
  }

  @Override
  public void runStarted(RunInfo run) {
    runs.add(run);
  }

  @Override
  public void step(StepRecord step) {
    steps.add(step);
  }

  @Override
  public void measured(MeasuredStep step) {
    measured.add(step);
  }

  @Override
  public void epoch(EpochRecord epoch) {
    epochs.add(epoch);
  }

  @Override
  public void finding(Finding finding) {
    findings.add(finding);
  }

  @Override
  public void overhead(OverheadRecord overhead) {
    overheads.add(overhead);
  }

  @Override
  public void runEnded(RunSummary summary) {
    summaries.add(summary);
  }

  @Override
  public void close(Duration limit) {
    closed++;
  }
}
