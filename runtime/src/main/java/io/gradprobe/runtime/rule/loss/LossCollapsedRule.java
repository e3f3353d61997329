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
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.ParameterMeasurement;
import java.util.List;

/**
 * The loss is zero while its gradient is not: what is minimised is not what is shown. A loss of
 * zero with a gradient of zero is legal, and so is a gradient that is nothing but rounding (a
 * cross-entropy rounds to zero before its gradient does). An expression of the program's own with a
 * softmax or an exponential in it that is zero from the first step on is a hint only: so are the
 * surrogates of policy gradients (ratios of probabilities), whose gradient alone counts.
 */
public final class LossCollapsedRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "loss-collapsed",
          RuleInfo.Group.LOSS,
          Severity.WARNING,
          false,
          "The loss is exactly zero, its gradient is not.",
          "the mean of errors that are zero has no gradient",
          List.of(
              new Threshold("steps", 5, 1, 1e6, "measured steps running"),
              new Threshold("share", 1e-12, 0, 1, "share of the first loss that counts as zero"),
              new Threshold(
                  "gradient",
                  1e-3,
                  0,
                  1e9,
                  "norm of the gradient that is not small: relative to the largest seen while the"
                      + " loss was not zero, else to the weights' norm")));

  /**
   * A gradient's norm below this share of the weights' is next to nothing, whatever came before.
   */
  private static final double LEAST = 1e-6;

  private final int steps;
  private final double share;
  private final double limit;
  private double firstLoss = Double.NaN;
  private double largestGradient;
  private double weights = Double.NaN;
  private boolean everNotZero;
  private int running;
  private boolean told;

  /** Takes its limits from the thresholds. */
  public LossCollapsedRule(Thresholds thresholds) {
    steps = thresholds.count("steps");
    share = thresholds.get("share");
    limit = thresholds.get("gradient");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    double loss = step.record().loss();
    double gradient = step.record().gradientNorm();
    // With several backwards the latest loss says nothing of the whole gradient.
    if (step.record().backwards() != 1 || Double.isNaN(loss) || !(gradient >= 0)) {
      running = 0;
      return null;
    }
    if (Double.isNaN(firstLoss)) {
      firstLoss = Math.abs(loss);
    }
    if (step.updatesMeasured()) {
      weights = norm(step);
    }
    if (Math.abs(loss) > share * firstLoss) {
      everNotZero = true;
      largestGradient = Math.max(largestGradient, gradient);
      running = 0;
      told = false;
      return null;
    }
    double usual = largestGradient > 0 ? largestGradient : weights;
    // What rounding leaves of a solved problem's gradient moves no weight.
    boolean moves = !(gradient <= LEAST * weights);
    running = moves && gradient > limit * usual ? running + 1 : 0;
    if (running < steps || told) {
      return null;
    }
    told = true;
    boolean surrogate = !everNotZero && maySteer(step.forward().loss());
    return Verdict.of(
            surrogate ? Severity.INFO : Severity.WARNING,
            Subjects.LOSS,
            Where.BACKWARD,
            "The loss is "
                + Numbers.shown(loss)
                + " on "
                + running
                + " measured steps running although its gradient is not zero (norm "
                + Numbers.shown(gradient)
                + ").",
            "Check the loss for a term that takes away its own value (a baseline, a detached copy),"
                + " and show the quantity that is meant to fall.")
        .measured(loss, share * firstLoss);
  }

  /** Whether it is an expression with probabilities in it, or with ratios of them. */
  private static boolean maySteer(LossInfo info) {
    return !info.certain() && info.outputs() < 0 && !info.name().isEmpty();
  }

  private static double norm(MeasuredStep step) {
    double squares = 0;
    for (int i = 0; i < step.parameters().size(); i++) {
      ParameterMeasurement p = step.parameters().get(i);
      if (p.gradient() != null && !Double.isNaN(p.weightRms())) {
        squares += p.weightRms() * p.weightRms() * p.gradient().count;
      }
    }
    return squares > 0 ? Math.sqrt(squares) : Double.NaN;
  }
}
