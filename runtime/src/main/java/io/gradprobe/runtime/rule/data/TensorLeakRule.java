package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.Origin;
import io.gradprobe.runtime.run.TensorCensus;
import java.util.List;

/**
 * Native tensors that outlive their steps and pile up. Told where the number alive at the end of
 * measured steps rises by {@code grown} a step (Theil and Sen's slope) beyond chance (Mann and
 * Kendall's test), over {@code window} measured steps and {@code span} steps.
 *
 * <p>What piles up and is thrown away in turns (an epoch's predictions) is legal: once a fall was
 * seen, the rise must last twice as long as the longest between two falls. The line that makes the
 * tensors is waited for a while.
 */
public final class TensorLeakRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "tensor-leak",
          RuleInfo.Group.DATA,
          Severity.WARNING,
          false,
          "Live native tensors grow step after step.",
          "Theil-Sen slope, Mann-Kendall test",
          List.of(
              new Threshold("grown", 0.9, 0.01, 1e9, "tensors a step"),
              new Threshold("window", 50, 8, 512, "measured steps of history"),
              new Threshold("span", 100, 1, 1e9, "steps that the history covers, at least"),
              new Threshold("warmup", 5, 0, 1e6, "measured steps that do not count"),
              new Threshold("patience", 24, 0, 1e6, "measured steps that the line is waited for")));

  private static final String SUBJECT = "tensors";

  /** Fewer tensors than this come and go with the steps. */
  private static final int TOOTH = 32;

  private final double least;
  private final int span;
  private final int warmup;
  private final int patience;
  private final Trend trend;
  private int seen;
  private int waited = -1;
  private double slope;
  private double highest;
  private double lowest;
  private long risesSince = -1;
  private long longestRise;
  private boolean told;

  /** Takes window and limits from the thresholds. */
  public TensorLeakRule(Thresholds thresholds) {
    least = thresholds.get("grown");
    trend = new Trend(thresholds.count("window"));
    span = thresholds.count("span");
    warmup = thresholds.count("warmup");
    patience = thresholds.count("patience");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    TensorCensus tensors = step.tensors();
    if (tensors.live() < 0 || seen++ < warmup) {
      return null;
    }
    long at = step.record().step();
    noteFalls(at, tensors.live());
    trend.add(at, tensors.live());
    if (!trend.isFull() || !rises(at)) {
      waited = -1;
      told &= !trend.isFull() || slope >= least / 2;
      return null;
    }
    if (told) {
      return null;
    }
    waited++;
    if (tensors.growsAt().isEmpty() && waited < patience) {
      return null;
    }
    told = true;
    return verdict(tensors);
  }

  /** A fall by more than half of what had grown ends a rise. */
  private void noteFalls(long at, double live) {
    double grown = highest - lowest;
    boolean falls = risesSince >= 0 && grown >= TOOTH && highest - live > grown / 2;
    if (risesSince < 0 || falls) {
      longestRise = risesSince < 0 ? 0 : Math.max(longestRise, at - risesSince);
      risesSince = at;
      highest = live;
      lowest = live;
      trend.clear();
    }
    highest = Math.max(highest, live);
    lowest = Math.min(lowest, live);
  }

  private boolean rises(long at) {
    slope = trend.ends();
    if (at - risesSince < Math.max(span, 2 * longestRise) || slope < least / 2) {
      return false;
    }
    slope = trend.slope();
    return slope >= least && trend.risesBeyondChance();
  }

  private Verdict verdict(TensorCensus tensors) {
    boolean known = !tensors.growsAt().isEmpty();
    return Verdict.of(
            Severity.WARNING,
            SUBJECT,
            Where.NOWHERE,
            "Native tensors pile up by "
                + Numbers.shown(slope)
                + " a step; "
                + tensors.live()
                + " are alive"
                + (known && tensors.grown() > 0
                    ? ", and "
                        + (tensors.operation().isEmpty() ? "" : tensors.operation() + " on ")
                        + "this line makes "
                        + Numbers.shown(tensors.grown())
                        + " of them a step"
                        + (tensors.bytes() > 0 ? " (" + tensors.bytes() + " bytes)" : "")
                        + (tensors.holder().isEmpty() ? "." : ", held by " + tensors.holder() + ".")
                    : "."),
            "Make them in a scope that is closed with each step (a sub-manager, a PointerScope), or"
                + " close them; keep numbers instead of tensors. A buffer with a limit"
                + " that is still being filled is no leak: set span above the steps that fill it.")
        .measured(slope, least)
        .at(tensors.growsAt())
        .from(
            tensors.operation().isEmpty()
                ? null
                : new Origin(tensors.operation(), tensors.growsAt(), "", ""));
  }
}
