package io.gradprobe.runtime.rule.weight;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.ParameterMeasurement;
import java.util.Arrays;
import java.util.List;

/**
 * Updates go up the gradient. Of each measured update the median over the parameters of the cosine
 * between change and negative gradient is taken (weight decay's part of the change left out): plain
 * SGD gives 1, Adam and momentum mostly something positive. Nearly all of a window below the limit
 * is a flipped sign.
 *
 * <p>A program may mean to go up, to the most likely or the best rewarded: so it is told only of a
 * loss that the framework knows as an error, and that does not fall.
 */
public final class UpdateAscendsRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "update-ascends",
          RuleInfo.Group.WEIGHT,
          Severity.ERROR,
          false,
          "Updates go up the gradient: a flipped sign.",
          "inner product of update and gradient; sign test over a window",
          List.of(
              new Threshold("updates", 20, 5, 1000, "measured updates that are looked at"),
              new Threshold("share", 0.95, 0.5, 1, "share of them that must go up"),
              new Threshold(
                  "cosine", -0.2, -1, 0, "cosine with the negative gradient that counts as up")));

  private final double[] cosines;
  private final double[] losses;
  private final double share;
  private final double limit;
  private int seen;
  private boolean told;

  /** Takes window and limits from the thresholds. */
  public UpdateAscendsRule(Thresholds thresholds) {
    cosines = new double[thresholds.count("updates")];
    losses = new double[cosines.length];
    share = thresholds.get("share");
    limit = thresholds.get("cosine");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    double cosine = median(step);
    double rate = step.record().learningRate();
    // A learning rate below zero goes up too: that is another rule's.
    if (told || Double.isNaN(cosine) || rate < 0 || !Double.isFinite(step.record().loss())) {
      return null;
    }
    cosines[seen % cosines.length] = cosine;
    losses[seen % losses.length] = step.record().loss();
    seen++;
    if (seen < cosines.length || !step.forward().loss().certain()) {
      return null;
    }
    int up = 0;
    for (double c : cosines) {
      up += c < limit ? 1 : 0;
    }
    if (up < share * cosines.length || hasFallen()) {
      return null;
    }
    told = true;
    return Verdict.of(
            Severity.ERROR,
            firstAscending(step),
            Where.STEP,
            up
                + " of the latest "
                + cosines.length
                + " measured updates went up the gradient (cosine with the way down "
                + Numbers.shown(cosine)
                + "), and the loss has not fallen.",
            "Subtract the gradient times the learning rate; where the optimizer does that already,"
                + " turn the sign of the loss.")
        .measured(cosine, limit);
  }

  /** Whether the window's later half is better than its earlier one. */
  private boolean hasFallen() {
    int half = losses.length / 2;
    double early = 0;
    double late = 0;
    for (int i = 0; i < half; i++) {
      early += losses[(seen + i) % losses.length];
      late += losses[(seen + losses.length - 1 - i) % losses.length];
    }
    return late < early;
  }

  private String firstAscending(MeasuredStep step) {
    for (ParameterMeasurement p : step.parameters()) {
      if (p.descent() < limit) {
        return p.parameter().name();
      }
    }
    return step.parameters().get(0).parameter().name();
  }

  private static double median(MeasuredStep step) {
    double[] known = new double[step.parameters().size()];
    int count = 0;
    for (ParameterMeasurement p : step.parameters()) {
      if (!Double.isNaN(p.descent())) {
        known[count++] = p.descent();
      }
    }
    if (count == 0) {
      return Double.NaN;
    }
    Arrays.sort(known, 0, count);
    return known[count / 2];
  }
}
