package io.gradprobe.runtime.rule.order;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.Arrays;
import java.util.List;

/**
 * Nearly every step is clipped, so the limit and not the loss sets the size of the steps. A clip
 * whose factor is unknown counts only where enough others are known (a factor of 1 is no clip).
 */
public final class ClipSaturatedRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "clip-saturated",
          RuleInfo.Group.ORDER,
          Severity.WARNING,
          false,
          "Nearly every step is clipped.",
          "share of clipped steps in a sliding window",
          List.of(
              new Threshold("warmup", 10, 0, 1e6, "first steps that do not count"),
              new Threshold("window", 100, 10, 10_000, "steps looked at"),
              new Threshold("share", 0.95, 0.5, 1, "share of them that must be clipped"),
              new Threshold(
                  "severe", 10, 1, 1e9, "median of norm before over after that makes a WARNING")));

  private static final double NONE = 0;
  private static final double FACTOR = 1.0001;
  private static final double KNOWN_SHARE = 0.1;
  private static final double ARMED_AGAIN = 0.5;

  private final int warmup;
  private final double share;
  private final double severe;
  private final double[] factors;
  private int seen;
  private int next;
  private int clipped;
  private int known;
  private boolean told;

  /** Takes its window from the thresholds. */
  public ClipSaturatedRule(Thresholds thresholds) {
    warmup = thresholds.count("warmup");
    share = thresholds.get("share");
    severe = thresholds.get("severe");
    factors = new double[thresholds.count("window")];
  }

  @Override
  public Verdict onStepBegin(StepObservation step) {
    if (step.backwardsSinceStep == 0 || seen < warmup) {
      seen += step.backwardsSinceStep == 0 ? 0 : 1;
      return null;
    }
    boolean full = seen - warmup >= factors.length;
    if (full) {
      count(factors[next], -1);
    } else {
      seen++;
    }
    double factor = step.clipped && !(step.clipFactor <= FACTOR) ? step.clipFactor : NONE;
    factors[next] = factor;
    count(factor, 1);
    next = (next + 1) % factors.length;
    if (seen - warmup < factors.length) {
      return null;
    }
    if (clipped < ARMED_AGAIN * factors.length) {
      told = false;
    }
    boolean saturated = clipped >= share * factors.length && known >= KNOWN_SHARE * factors.length;
    if (!saturated || told) {
      return null;
    }
    told = true;
    return verdict(step);
  }

  private void count(double factor, int by) {
    if (factor != NONE) {
      clipped += by;
      known += Double.isNaN(factor) ? 0 : by;
    }
  }

  private Verdict verdict(StepObservation step) {
    double[] sorted = Arrays.stream(factors).filter(f -> f > NONE).sorted().toArray();
    double median = sorted[sorted.length / 2];
    double clippedShare = (double) clipped / factors.length;
    return Verdict.of(
            median >= severe ? Severity.WARNING : Severity.INFO,
            Subjects.firstTrainable(step.run),
            Where.CLIP,
            "Gradients were clipped on "
                + Numbers.percent(clippedShare)
                + " of the last "
                + factors.length
                + " steps, typically from "
                + Numbers.shown(median)
                + " times what is left.",
            "Raise the limit above the usual gradient norm, or lower the learning rate and clip"
                + " outliers only.")
        .measured(clippedShare, share);
  }
}
