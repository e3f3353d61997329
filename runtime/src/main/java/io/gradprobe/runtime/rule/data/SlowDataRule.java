package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.InputMeasurement;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.StepRecord;
import java.util.List;

/**
 * Most of a step's time passes between the last step's end and the first forward: training waits
 * for its data. It must be so on most of the latest measured steps, and cost a noticeable time.
 * Only batches of a dataset are waited for: without one, that time is the program's own work.
 */
public final class SlowDataRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "slow-data",
          RuleInfo.Group.DATA,
          Severity.INFO,
          false,
          "Training waits for its data most of the time.",
          "time before the first forward over the time of the step",
          List.of(
              new Threshold("share", 0.5, 0, 1, "share of a step's time that is waiting"),
              new Threshold("often", 0.7, 0, 1, "share of the latest steps on which it is so"),
              new Threshold("window", 32, 2, 4096, "measured steps looked at"),
              new Threshold("warmup", 5, 0, 1e6, "measured steps that do not count"),
              new Threshold("millis", 400, 0, 1e12, "milliseconds waited in them, at least")));

  private static final double NANOS = 1e6;

  private final double share;
  private final double often;
  private final int warmup;
  private final double millis;
  private final boolean[] slow;
  private final long[] waited;
  private long seen;
  private boolean told;

  /** Takes window and limits from the thresholds. */
  public SlowDataRule(Thresholds thresholds) {
    share = thresholds.get("share");
    often = thresholds.get("often");
    warmup = thresholds.count("warmup");
    millis = thresholds.get("millis");
    slow = new boolean[thresholds.count("window")];
    waited = new long[slow.length];
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    StepRecord record = step.record();
    long duration = record.durationNanos();
    boolean fromDataset = false;
    for (InputMeasurement input : step.forward().inputs()) {
      fromDataset |= input.datasetSamples() >= 0;
    }
    if (!fromDataset || duration <= 0 || record.dataNanos() < 0 || seen++ < warmup) {
      return null;
    }
    int at = (int) ((seen - 1 - warmup) % slow.length);
    slow[at] = record.dataNanos() > share * duration;
    waited[at] = record.dataNanos();
    if (told || seen - warmup < slow.length) {
      return null;
    }
    int hits = 0;
    double total = 0;
    for (int i = 0; i < slow.length; i++) {
      hits += slow[i] ? 1 : 0;
      total += slow[i] ? waited[i] / NANOS : 0;
    }
    if (hits < often * slow.length || total < millis) {
      return null;
    }
    told = true;
    return Verdict.of(
            Severity.INFO,
            "data",
            Where.NOWHERE,
            "On "
                + hits
                + " of the latest "
                + slow.length
                + " measured steps more than "
                + Numbers.percent(share)
                + " of the time passed before forward began, on average "
                + Numbers.shown(total / hits)
                + " ms a step.",
            "Fetch batches ahead on other threads (a dataset's prefetch), or prepare samples once"
                + " and keep them.")
        .measured((double) hits / slow.length, often);
  }
}
