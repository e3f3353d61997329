package io.gradprobe.runtime.rule.loss;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.LossSeries;
import io.gradprobe.runtime.run.MeasuredStep;
import java.util.List;

/**
 * The loss stands where it began. A series of losses alone cannot tell a run that does not learn
 * from one that went on after it had converged, so a warning needs the reason: the updates are too
 * small, for to first order all of them together could not have lowered the loss, although the
 * gradient says that there is a way down. Without that reason, and only after many steps, it is
 * told as information.
 */
public final class LossNotDecreasingRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "loss-not-decreasing",
          RuleInfo.Group.LOSS,
          Severity.WARNING,
          false,
          "The loss stands where it began.",
          "first-order decrease by gradient and update; Mann-Kendall trend test",
          List.of(
              new Threshold("steps", 300, 40, 1e9, "steps before a warning"),
              new Threshold(
                  "progress", 0.05, 0, 1, "fall of the loss in that many steps, as a share of it"),
              new Threshold(
                  "reach",
                  0.1,
                  0,
                  1e9,
                  "gradient norm times weight norm over the loss: above it is a way down"),
              new Threshold("long", 1000, 40, 1e9, "steps before an information"),
              new Threshold("level", 0.02, 0, 1, "distance from the first losses, as a share"),
              new Threshold("trend", -1.28, -100, 100, "Mann-Kendall z below which it falls")));

  private static final int PLACES = 40;
  private static final int SHORTEST = 10;
  private static final int FEWEST_MEASURED = 10;

  private final int steps;
  private final double progress;
  private final double reach;
  private final int longTime;
  private final double level;
  private final double falling;
  private final BlockMeans blocks = new BlockMeans(PLACES, SHORTEST);
  private final WarmUp warmUp = new WarmUp();
  private double decrease;
  private double reached;
  private int measured;
  private double firstLoss = Double.NaN;
  private boolean moved;
  private boolean warned;
  private boolean told;

  /** Takes its limits from the thresholds. */
  public LossNotDecreasingRule(Thresholds thresholds) {
    steps = thresholds.count("steps");
    progress = thresholds.get("progress");
    reach = thresholds.get("reach");
    longTime = thresholds.count("long");
    level = thresholds.get("level");
    falling = thresholds.get("trend");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    Descent descent = Descent.of(step);
    if (descent != null) {
      decrease += descent.decrease();
      reached += descent.reach();
      measured++;
    }
    return null;
  }

  @Override
  public Verdict onLosses(LossSeries series) {
    boolean past = false;
    for (int i = 0; i < series.losses().length; i++) {
      double rate = series.rates()[i];
      if (warmUp.rises(rate)) {
        blocks.clear();
        decrease = 0;
        reached = 0;
        measured = 0;
        firstLoss = Double.NaN;
      }
      past = warmUp.isPast(rate);
      double loss = series.losses()[i];
      if (!Double.isNaN(loss) && !Double.isInfinite(loss)) {
        blocks.add(loss);
      }
    }
    int n = blocks.size();
    if (moved || warned || n < 8) {
      return null;
    }
    if (Double.isNaN(firstLoss)) {
      firstLoss = blocks.mean(0, 1);
    }
    double now = blocks.mean(n - n / 4, n);
    double fall = (blocks.mean(0, n / 4) - now) / Math.abs(firstLoss);
    if (!(firstLoss != 0) || Math.abs(fall) > 2 * progress) {
      // A loss that has moved once moves: what stands later has arrived.
      moved = true;
      return null;
    }
    if (blocks.steps() >= steps && !past && fall < progress && isStarved()) {
      warned = true;
      return starved(series, now);
    }
    boolean stands =
        blocks.steps() >= longTime
            && Math.abs(now - firstLoss) <= level * Math.abs(firstLoss)
            && blocks.trend(0) > falling;
    if (stands && !told) {
      told = true;
      return stands(now);
    }
    return null;
  }

  private boolean isStarved() {
    double loss = Math.abs(firstLoss);
    return measured >= FEWEST_MEASURED
        && decrease / measured * steps < progress * loss
        && reached / measured > reach * loss;
  }

  private Verdict starved(LossSeries series, double now) {
    double each = decrease / measured;
    double rate = series.rates()[series.rates().length - 1];
    return Verdict.of(
            Severity.WARNING,
            Subjects.LOSS,
            Where.BACKWARD,
            "After "
                + blocks.steps()
                + " steps the loss is "
                + Numbers.shown(now)
                + ", at first it was "
                + Numbers.shown(firstLoss)
                + "; "
                + (each > 0
                    ? "by gradient and update a step lowers it by only " + Numbers.shown(each)
                    : "by gradient and update a step does not lower it")
                + (rate > 0 ? " (learning rate " + Numbers.shown(rate) + ")." : "."),
            "Raise the learning rate, tenfold at a time.")
        .measured(each * steps, progress * Math.abs(firstLoss));
  }

  private Verdict stands(double now) {
    return Verdict.of(
            Severity.INFO,
            Subjects.LOSS,
            Where.BACKWARD,
            "After "
                + blocks.steps()
                + " steps the loss is "
                + Numbers.shown(now)
                + ", where it began.",
            "If the model was not trained before, check that labels and inputs belong together,"
                + " and the learning rate.")
        .measured(now, (1 - level) * firstLoss);
  }
}
