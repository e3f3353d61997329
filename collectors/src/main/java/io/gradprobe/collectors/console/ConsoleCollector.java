package io.gradprobe.collectors.console;

import io.gradprobe.runtime.collector.Collector;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.run.OverheadRecord;
import io.gradprobe.runtime.run.RunInfo;
import io.gradprobe.runtime.run.RunSummary;
import io.gradprobe.runtime.run.StepRecord;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Tells the person at the terminal: what is found when it is found, and a summary at exit. */
final class ConsoleCollector implements Collector {
  /** Subjects of one rule in one run that get lines of their own; the summary counts the rest. */
  private static final int LINES_PER_RULE = 10;

  private final PrintStream err;
  private final StatusLine status;
  private final Supplier<Optional<Path>> recording;
  private final Map<String, RunTally> runs = new LinkedHashMap<>();
  private final Map<String, Map<String, FindingGroup>> findings = new LinkedHashMap<>();
  private int numbers;
  private boolean closed;

  /**
   * @param err where everything goes
   * @param status the live line; null for none
   * @param recording where the agent's own recording goes, if there is one
   */
  ConsoleCollector(PrintStream err, StatusLine status, Supplier<Optional<Path>> recording) {
    this.err = err;
    this.status = status;
    this.recording = recording;
  }

  @Override
  public String name() {
    return "console";
  }

  @Override
  public void runStarted(RunInfo run) {
    runs.put(run.id(), new RunTally(run));
  }

  @Override
  public boolean wantsRanges() {
    return false;
  }

  @Override
  public boolean wantsEveryStep() {
    return status != null;
  }

  @Override
  public void step(StepRecord step) {
    RunTally run = runs.get(step.run());
    if (run == null) {
      return;
    }
    run.step(step);
    if (status != null) {
      Map<String, FindingGroup> found = findings.getOrDefault(step.run(), Map.of());
      status.update(run, found.values().stream().mapToInt(FindingGroup::size).sum());
    }
  }

  @Override
  public void overhead(OverheadRecord overhead) {
    RunTally run = runs.get(overhead.run());
    if (run != null) {
      run.overhead(overhead);
    }
  }

  @Override
  public void finding(Finding finding) {
    Map<String, FindingGroup> ofRun =
        findings.computeIfAbsent(finding.run(), run -> new LinkedHashMap<>());
    FindingGroup group = ofRun.computeIfAbsent(finding.rule(), rule -> new FindingGroup());
    boolean isNew = group.add(finding);
    if (!isNew || group.size() > LINES_PER_RULE + 1) {
      return;
    }
    if (group.number == 0) {
      group.number = ++numbers;
    }
    if (finding.isConsequence()) {
      tellConsequence(finding, group, ofRun.get(finding.cause()));
      return;
    }
    if (status != null) {
      status.clear();
    }
    if (group.size() > LINES_PER_RULE) {
      err.println("gradprobe: " + finding.rule() + " on more subjects; the summary counts them");
      return;
    }
    StringBuilder line = headline(finding, group);
    if (!finding.location().isEmpty()) {
      line.append(" at ").append(finding.location());
    }
    line.append(": ").append(finding.message());
    err.println(line);
    if (!finding.advice().isEmpty()) {
      err.println("gradprobe:   -> " + finding.advice());
    }
  }

  /** One line for all that follows by one rule from one finding. */
  private void tellConsequence(Finding finding, FindingGroup group, FindingGroup cause) {
    if (group.size() > 1) {
      return;
    }
    if (status != null) {
      status.clear();
    }
    err.println(
        headline(finding, group)
            .append(": follows from ")
            .append(cause == null || cause.number == 0 ? "" : "#" + cause.number + " ")
            .append(finding.cause()));
  }

  private static StringBuilder headline(Finding finding, FindingGroup group) {
    StringBuilder line = new StringBuilder("gradprobe: #").append(group.number).append(' ');
    line.append(finding.severity()).append(' ').append(finding.rule());
    if (!finding.subject().isEmpty()) {
      line.append(" [").append(finding.subject()).append(']');
    }
    return line.append(" step ").append(finding.step());
  }

  @Override
  public void runEnded(RunSummary summary) {
    RunTally run = runs.get(summary.run());
    if (run != null) {
      run.ended(summary);
    }
  }

  @Override
  public void close(Duration limit) {
    if (closed) {
      return;
    }
    closed = true;
    if (status != null) {
      status.clear();
    }
    Summary.lines(runs, findings, recording.get().orElse(null)).forEach(err::println);
    err.flush();
  }
}
