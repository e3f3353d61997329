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
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.StepRecord;
import java.util.List;

/**
 * The loss swings because the steps overshoot. A swinging loss alone proves nothing: batches
 * differ, games and reinforcement learning swing by nature. So what each step lowers the loss by,
 * to first order (the inner product of update and negative gradient), is compared with how far the
 * loss is above its lowest. In a bowl of curvature h the ratio is twice the learning rate times h:
 * at 1 a step goes straight to the bottom, at 2 it lands as far up the other side, beyond 4 the
 * iteration is unstable. Noise of the batches makes the ratio smaller. Nothing is said while the
 * learning rate rises: a search for the largest one ends in steps that overshoot.
 */
public final class LossOscillatingRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "loss-oscillating",
          RuleInfo.Group.LOSS,
          Severity.WARNING,
          false,
          "The loss swings because the steps overshoot.",
          "stability limit of gradient descent; Polyak's step size",
          List.of(
              new Threshold("window", 64, 16, 4096, "measured steps that are looked at"),
              new Threshold("warmup", 32, 0, 1e6, "measured steps that do not count"),
              new Threshold(
                  "overshoot", 3, 1, 4, "decrease to first order over distance from the lowest"),
              new Threshold("swing", 0.3, 0, 1e9, "interquartile range over the median"),
              new Threshold("fall", 1.1, 1, 1e9, "older half over younger: it still falls"),
              new Threshold("level", 0.01, 0, 1, "median over the first loss: not converged"),
              new Threshold(
                  "cosine", 0.7, -1, 1, "between update and negative gradient, on average"),
              new Threshold(
                  "rise", 2, 1, 1e9, "learning rate over the window's lowest: it rises")));

  private final double overshoot;
  private final double swing;
  private final double fall;
  private final double level;
  private final double cosine;
  private final double rise;
  private final LossWindow losses;
  private final LossWindow decreases;
  private final LossWindow cosines;
  private final LossWindow rates;
  private final int warmup;
  private static final double ALONE = 0.3;

  private int seen;
  private double effectiveRate = Double.NaN;
  private double rateThen;
  private double firstLoss = Double.NaN;
  private boolean told;

  /** Takes window and limits from the thresholds. */
  public LossOscillatingRule(Thresholds thresholds) {
    int window = thresholds.count("window");
    warmup = thresholds.count("warmup");
    overshoot = thresholds.get("overshoot");
    swing = thresholds.get("swing");
    fall = thresholds.get("fall");
    level = thresholds.get("level");
    cosine = thresholds.get("cosine");
    rise = thresholds.get("rise");
    losses = new LossWindow(window);
    decreases = new LossWindow(window);
    cosines = new LossWindow(window);
    rates = new LossWindow(window);
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    double loss = step.record().loss();
    if (Double.isNaN(loss) || Double.isInfinite(loss)) {
      return null;
    }
    firstLoss = Double.isNaN(firstLoss) ? loss : firstLoss;
    learnEffectiveRate(step);
    double decrease = decrease(step.record());
    // With several backwards the latest loss is not what the gradient belongs to.
    if (Double.isNaN(decrease) || step.record().backwards() != 1 || seen++ < warmup) {
      return null;
    }
    losses.add(loss);
    decreases.add(decrease);
    rates.add(step.record().learningRate());
    if (!losses.isFull()) {
      return null;
    }
    double distance = losses.mean() - losses.quantile(0);
    double ratio = decreases.mean() / distance;
    if (!(distance > 0) || ratio < overshoot || cosines.mean() < cosine) {
      told &= ratio >= overshoot / 2;
      return null;
    }
    double median = losses.median();
    double range = losses.quantile(0.75) - losses.quantile(0.25);
    boolean swings = range > swing * Math.abs(median);
    boolean stands = !(median > 0) || losses.fall() < fall;
    // One outlier among calm steps carries a mean; where steps overshoot, many do.
    boolean alone = decreases.largest() > ALONE * decreases.size() * decreases.mean();
    boolean rises = step.record().learningRate() > rise * rates.quantile(0);
    boolean converged = Math.abs(median) < level * Math.abs(firstLoss);
    if (told || alone || !swings || !stands || rises || converged) {
      return null;
    }
    told = true;
    return Verdict.of(
            Severity.WARNING,
            Subjects.LOSS,
            Where.BACKWARD,
            "The loss swings between "
                + Numbers.shown(losses.quantile(0))
                + " and "
                + Numbers.shown(losses.largest())
                + " and falls no more: by gradient and update each step would lower it by "
                + Numbers.shown(decreases.mean())
                + ", "
                + Numbers.shown(ratio)
                + " times what it is above its lowest, so the steps overshoot.",
            "Lower the learning rate to a half or less.")
        .measured(ratio, overshoot);
  }

  /** Updates are measured on some steps only; how they follow from the gradient hardly changes. */
  private void learnEffectiveRate(MeasuredStep step) {
    Descent descent = Descent.of(step);
    double norm = step.record().gradientNorm();
    if (descent != null && norm > 0) {
      effectiveRate = descent.decrease() / (norm * norm);
      rateThen = step.record().learningRate();
      cosines.add(descent.cosine());
    }
  }

  /** By how much a step lowers the loss to first order; NaN where that is unknown. */
  private double decrease(StepRecord record) {
    double change = record.learningRate() / rateThen;
    double rate = change >= 0 ? effectiveRate * change : effectiveRate;
    return rate * record.gradientNorm() * record.gradientNorm();
  }
}
