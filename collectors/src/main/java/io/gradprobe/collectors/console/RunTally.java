package io.gradprobe.collectors.console;

import io.gradprobe.runtime.run.OverheadRecord;
import io.gradprobe.runtime.run.RunInfo;
import io.gradprobe.runtime.run.RunSummary;
import io.gradprobe.runtime.run.StepRecord;

/** What the console knows of a run: its own end where that came, else the steps that it saw. */
final class RunTally {
  private final RunInfo info;
  private RunSummary summary;
  private StepRecord first;
  private StepRecord last;
  private double firstLoss = Double.NaN;
  private double lastLoss = Double.NaN;
  private long observedNanos;
  private long probeNanos;

  RunTally(RunInfo info) {
    this.info = info;
  }

  void step(StepRecord step) {
    if (first == null) {
      first = step;
    }
    last = step;
    if (!Double.isNaN(step.loss())) {
      if (Double.isNaN(firstLoss)) {
        firstLoss = step.loss();
      }
      lastLoss = step.loss();
    }
  }

  void overhead(OverheadRecord overhead) {
    observedNanos += overhead.intervalNanos();
    probeNanos += overhead.probeNanos();
  }

  void ended(RunSummary end) {
    summary = end;
  }

  RunInfo info() {
    return info;
  }

  long steps() {
    if (summary != null) {
      return summary.steps();
    }
    return last == null ? 0 : last.step() + 1;
  }

  /** The epoch that the run is in; -1 where unknown. */
  int epoch() {
    return last == null ? -1 : last.epoch();
  }

  double lastLoss() {
    return summary == null ? lastLoss : summary.lastLoss();
  }

  /** Over the whole run so far; 0 where unknown. */
  double stepsPerSecond() {
    if (last == null) {
      return 0;
    }
    double seconds = (last.endNanos() - first.startNanos()) / 1e9;
    return seconds <= 0 ? 0 : (last.step() - first.step() + 1) / seconds;
  }

  /** The run in one line. */
  String line() {
    StringBuilder text = new StringBuilder(title());
    text.append(": ").append(Text.count(steps(), "step"));
    int epochs = summary == null ? epoch() + 1 : summary.epochs();
    if (epochs > 0) {
      text.append(", ").append(Text.count(epochs, "epoch"));
    }
    double from = summary == null ? firstLoss : summary.firstLoss();
    if (!Double.isNaN(from) || !Double.isNaN(lastLoss())) {
      text.append(", loss ").append(Text.number(from));
      text.append(" -> ").append(Text.number(lastLoss()));
    }
    double share = overheadShare();
    if (!Double.isNaN(share)) {
      text.append(String.format(java.util.Locale.ROOT, ", overhead %.1f%%", 100 * share));
    }
    return text.toString();
  }

  private double overheadShare() {
    if (summary != null && summary.durationNanos() > 0) {
      return (double) summary.probeNanos() / summary.durationNanos();
    }
    return observedNanos > 0 ? (double) probeNanos / observedNanos : Double.NaN;
  }

  private String title() {
    String name = info.name().isEmpty() ? "run " + info.id() : info.name();
    return Text.cut(name, 40) + " (" + info.framework() + ")";
  }
}
