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
import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.run.LossSeries;
import io.gradprobe.runtime.run.MeasuredStep;
import java.util.List;

/**
 * The loss has come down to what a model gives that knows nothing but how frequent the classes are,
 * has never been lower, and falls no more. Steps count from where the learning rate has reached its
 * height.
 */
public final class LossAtChanceRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "loss-at-chance",
          RuleInfo.Group.LOSS,
          Severity.WARNING,
          false,
          "The loss stays where a model is that knows nothing of the inputs.",
          "entropy of the labels; Mann-Kendall trend test",
          List.of(
              new Threshold("steps", 300, 40, 1e9, "steps before a verdict"),
              new Threshold("below", 0.03, 0, 1, "share of chance below which is knowledge"),
              new Threshold("above", 0.05, 0, 1e9, "share of chance above it that is still there"),
              new Threshold("trend", -1.28, -100, 100, "Mann-Kendall z below which it falls")));

  private static final int PLACES = 40;
  private static final int SHORTEST = 10;

  private final int steps;
  private final double below;
  private final double above;
  private final double falling;
  private final BlockMeans blocks = new BlockMeans(PLACES, SHORTEST);
  private final WarmUp warmUp = new WarmUp();
  private final LabelEntropy labels = new LabelEntropy();
  private boolean done;

  /** Takes its limits from the thresholds. */
  public LossAtChanceRule(Thresholds thresholds) {
    steps = thresholds.count("steps");
    below = thresholds.get("below");
    above = thresholds.get("above");
    falling = thresholds.get("trend");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    if (!done) {
      labels.add(step.forward().labels());
    }
    return null;
  }

  @Override
  public Verdict onLosses(LossSeries series) {
    if (done || !Chance.isKnown(series.info())) {
      return null;
    }
    for (int i = 0; i < series.losses().length; i++) {
      if (warmUp.rises(series.rates()[i])) {
        blocks.clear();
      }
      double loss = series.losses()[i];
      if (!Double.isNaN(loss) && !Double.isInfinite(loss)) {
        blocks.add(loss);
      }
    }
    return blocks.steps() < steps ? null : judge(series);
  }

  private Verdict judge(LossSeries series) {
    double chance = chance(series.info());
    int n = blocks.size();
    double now = blocks.mean(n - n / 4, n);
    if (Double.isNaN(chance) || now > (1 + above) * chance || n < 8) {
      return null;
    }
    for (int quarter = 0; quarter < 4; quarter++) {
      if (blocks.mean(quarter * n / 4, (quarter + 1) * n / 4) < (1 - below) * chance) {
        done = true;
        return null;
      }
    }
    // A loss on its way down through chance: noise may hide that from the later half's trend.
    boolean fell = blocks.mean(n / 4, n / 2) - now > below / 2 * chance;
    boolean began = blocks.mean(0, n / 4) - now > below * chance;
    if (fell || began || blocks.trend(n / 2) < falling) {
      return null;
    }
    done = true;
    return Verdict.of(
            Severity.WARNING,
            Subjects.LOSS,
            Where.BACKWARD,
            "After "
                + blocks.steps()
                + " steps the loss is "
                + Numbers.shown(now)
                + " and falls no more; a model that knows nothing of the inputs gives "
                + Numbers.shown(chance)
                + ".",
            "Check that labels and inputs belong together and the inputs reach the loss; then try"
                + " another learning rate.")
        .measured(now, (1 - below) * chance);
  }

  /** What a model gives that knows how frequent the classes are; NaN where that proves nothing. */
  private double chance(LossInfo info) {
    double uniform = info.chance();
    if (!labels.areKnown()) {
      // A generator's loss is at chance where its opponent is beaten: its labels would tell.
      return info.kind() == LossInfo.Kind.BINARY ? Double.NaN : uniform;
    }
    return labels.areMixed() ? Math.min(uniform, labels.entropy(uniform)) : Double.NaN;
  }
}
