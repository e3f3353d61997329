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
import java.util.List;

/**
 * A loss that cannot be negative is. Only where the kind of loss is known; a log-likelihood may
 * well be negative.
 */
public final class LossNegativeRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "loss-negative",
          RuleInfo.Group.LOSS,
          Severity.WARNING,
          false,
          "A loss that cannot be negative is.",
          "the range of cross-entropy, squared, absolute and hinge losses",
          List.of(
              new Threshold(
                  "tolerance", 1e-3, 0, 1e9, "how far below 0 is rounding, in units of the loss"),
              new Threshold("steps", 3, 1, 1e6, "negative losses before it is told")));

  private final double tolerance;
  private final int steps;
  private int negative;
  private boolean told;

  /** Takes tolerance and count from the thresholds. */
  public LossNegativeRule(Thresholds thresholds) {
    tolerance = thresholds.get("tolerance");
    steps = thresholds.count("steps");
  }

  @Override
  public Verdict onLosses(LossSeries series) {
    if (told || !series.info().nonNegative()) {
      return null;
    }
    for (double loss : series.losses()) {
      if (loss < -tolerance && !Double.isInfinite(loss) && ++negative == steps) {
        told = true;
        return verdict(series, loss);
      }
    }
    return null;
  }

  private Verdict verdict(LossSeries series, double loss) {
    String name = series.info().name();
    boolean entropy =
        switch (series.info().kind()) {
          case SOFTMAX, BINARY -> true;
          default -> false;
        };
    return Verdict.of(
            Severity.WARNING,
            Subjects.LOSS,
            Where.BACKWARD,
            "The loss is "
                + Numbers.shown(loss)
                + " although "
                + (name.isEmpty() ? "a loss of this kind" : name)
                + " cannot be negative.",
            entropy
                ? "Check what the loss is given: logarithms of probabilities or raw scores, as it"
                    + " expects, and labels that are probabilities or class indices."
                : "Check the signs in the loss and what is subtracted from it.")
        .measured(loss, -tolerance);
  }
}
