package io.gradprobe.runtime.rule.weight;

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
import java.util.List;

/**
 * The learning rate is 0 for several steps, or negative or not finite on one. A single 0 is the
 * first step of a warm-up or the last of a schedule.
 */
public final class LearningRateZeroRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "learning-rate-zero",
          RuleInfo.Group.WEIGHT,
          Severity.ERROR,
          false,
          "The learning rate is 0, negative or not finite.",
          "the update rule",
          List.of(new Threshold("steps", 3, 1, 1e6, "steps running with learning rate 0")));

  private final int steps;
  private int running;

  /** Takes its count from the threshold. */
  public LearningRateZeroRule(Thresholds thresholds) {
    steps = thresholds.count("steps");
  }

  @Override
  public Verdict onStepEnd(StepObservation step) {
    if (!step.learningRateKnown) {
      return null;
    }
    double rate = step.learningRate;
    if (rate == 0) {
      running++;
      return running >= steps ? zero(step) : null;
    }
    running = 0;
    return rate > 0 && !Double.isInfinite(rate) ? null : illegal(step);
  }

  private Verdict zero(StepObservation step) {
    return Verdict.of(
            Severity.WARNING,
            Subjects.firstTrainable(step.run),
            Where.HERE,
            "The learning rate has been 0 for "
                + Subjects.counted(running, "step")
                + ", so steps change nothing.",
            "Check the learning-rate schedule's length and unit (updates, not epochs), or end"
                + " training where it reaches 0.")
        .measured(0, 0);
  }

  private static Verdict illegal(StepObservation step) {
    double rate = step.learningRate;
    return Verdict.of(
            Severity.ERROR,
            Subjects.firstTrainable(step.run),
            Where.HERE,
            "The learning rate is "
                + Numbers.shown(rate)
                + (rate < 0 && !Double.isInfinite(rate)
                    ? ", so steps go up the gradient."
                    : ", so the step destroys the weights."),
            "Check the learning-rate schedule: it must give a positive finite number at every"
                + " update.")
        .measured(rate, 0);
  }
}
