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
import io.gradprobe.runtime.run.EpochRecord;
import java.util.List;

/**
 * The validation loss has left its best value behind and stays clearly above it, while the training
 * loss still falls. How much is clear follows from the validation loss's own changes from epoch to
 * epoch: a small validation set is noisy. The median of three epochs is looked at, so that one
 * lucky epoch is no best value.
 */
public final class OverfittingRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "overfitting",
          RuleInfo.Group.LOSS,
          Severity.WARNING,
          false,
          "The validation loss rises while the training loss falls.",
          "generalisation loss; Prechelt, Early Stopping - But When?, 1998",
          List.of(
              new Threshold("epochs", 5, 2, 1e6, "epochs running above the best validation loss"),
              new Threshold(
                  "rise", 0.2, 0, 1e9, "rise above the best validation loss, as a share of it"),
              new Threshold("fall", 0.1, 0, 1, "fall of the training loss since, as a share of it"),
              new Threshold("noise", 4, 0, 1e9, "rise in units of the usual change")));

  private static final double SMOOTHING = 0.1;

  private final int epochs;
  private final double rise;
  private final double fall;
  private final double noise;
  private double best = Double.NaN;
  private double firstSeen = Double.NaN;
  private double trainAtBest;
  private int bestEpoch;
  private final double[] latest = new double[3];
  private int seen;
  private double usualChange;
  private int above;
  private boolean told;

  /** Takes its limits from the thresholds. */
  public OverfittingRule(Thresholds thresholds) {
    epochs = thresholds.count("epochs");
    rise = thresholds.get("rise");
    fall = thresholds.get("fall");
    noise = thresholds.get("noise");
  }

  @Override
  public Verdict onEpoch(EpochRecord epoch) {
    double train = epoch.trainLoss();
    if (!isFinite(epoch.validationLoss()) || !isFinite(train)) {
      return null;
    }
    noteChange(epoch.validationLoss());
    if (seen < latest.length) {
      return null;
    }
    double validation = middle(latest[0], latest[1], latest[2]);
    if (Double.isNaN(best) || validation < best) {
      firstSeen = Double.isNaN(best) ? validation : firstSeen;
      best = validation;
      trainAtBest = train;
      bestEpoch = epoch.epoch();
      above = 0;
      told = false;
      return null;
    }
    // Below zero a share means nothing: there the way that it has come down is the measure.
    double scale = best > 0 ? best : firstSeen - best;
    boolean clear = validation - best > Math.max(rise * scale, noise * usualChange);
    above = clear ? above + 1 : 0;
    boolean trainFalls = trainAtBest - train > fall * Math.abs(trainAtBest);
    if (told || above < epochs || !trainFalls || !(scale > 0)) {
      return null;
    }
    told = true;
    return Verdict.of(
            Severity.WARNING,
            Subjects.LOSS,
            Where.STEP,
            "The validation loss has risen from "
                + Numbers.shown(best)
                + " (epoch "
                + bestEpoch
                + ") to "
                + Numbers.shown(validation)
                + ", while the training loss fell from "
                + Numbers.shown(trainAtBest)
                + " to "
                + Numbers.shown(train)
                + ".",
            "Stop at the epoch with the best validation loss, or use more data, weight decay,"
                + " dropout or a smaller model.")
        .measured(validation, best + rise * scale);
  }

  private void noteChange(double validation) {
    if (seen > 0) {
      double change = Math.abs(validation - latest[(seen - 1) % latest.length]);
      usualChange += Math.max(SMOOTHING, 1.0 / seen) * (change - usualChange);
    }
    latest[seen % latest.length] = validation;
    seen++;
  }

  private static double middle(double a, double b, double c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  private static boolean isFinite(double value) {
    return !Double.isNaN(value) && !Double.isInfinite(value);
  }
}
