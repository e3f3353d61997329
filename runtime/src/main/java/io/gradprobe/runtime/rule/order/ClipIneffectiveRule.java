package io.gradprobe.runtime.rule.order;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.RunView;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.List;

/**
 * The program clips, and the gradient that the step uses still exceeds the limit: the optimizer's
 * own limit cuts from above only, or what was clipped is a copy.
 */
public final class ClipIneffectiveRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "clip-ineffective",
          RuleInfo.Group.ORDER,
          Severity.WARNING,
          true,
          "After clipping a gradient still exceeds the limit.",
          "the training protocol",
          List.of(
              new Threshold(
                  "tolerance", 1.0001, 1, 1000, "excess over the limit that rounding explains")));

  private final double tolerance;
  private int subject = -1;

  /** Takes its tolerance from the threshold. */
  public ClipIneffectiveRule(Thresholds thresholds) {
    tolerance = thresholds.get("tolerance");
  }

  @Override
  public Verdict onStepBegin(StepObservation step) {
    if (!step.measured) {
      return null;
    }
    if (step.clippedCopy && exceedsCopyLimit(step)) {
      return copyVerdict(step);
    }
    if (step.clipLimit > 0) {
      int first = firstBelow(step);
      if (first >= 0) {
        // Which parameter comes first may change from step to step: one stands for all.
        if (subject < 0) {
          subject = first;
        }
        return isBelow(step, subject) ? optimizerVerdict(step) : null;
      }
    }
    return null;
  }

  private boolean exceedsCopyLimit(StepObservation step) {
    int parameter = step.clippedCopyParameter;
    if (parameter < 0 || parameter >= step.run.parameterCount()) {
      return false;
    }
    TensorStats gradient = step.run.parameter(parameter).gradient();
    return gradient != null && gradient.absMax > step.copyLimit * tolerance;
  }

  private int firstBelow(StepObservation step) {
    for (int i = 0; i < step.run.parameterCount(); i++) {
      if (isBelow(step, i)) {
        return i;
      }
    }
    return -1;
  }

  private boolean isBelow(StepObservation step, int parameter) {
    TensorStats gradient = step.run.parameter(parameter).gradient();
    return gradient != null && lowest(gradient, step.rescale) < -step.clipLimit * tolerance;
  }

  private static double lowest(TensorStats gradient, double rescale) {
    return rescale >= 0 ? gradient.min * rescale : gradient.max * rescale;
  }

  private Verdict optimizerVerdict(StepObservation step) {
    RunView run = step.run;
    String name = Subjects.name(run, subject);
    double lowest = lowest(run.parameter(subject).gradient(), step.rescale);
    int concerned = 0;
    for (int i = 0; i < run.parameterCount(); i++) {
      concerned += isBelow(step, i) ? 1 : 0;
    }
    return Verdict.of(
            Severity.WARNING,
            name,
            Where.HERE,
            "The optimizer's gradient limit "
                + Numbers.shown(step.clipLimit)
                + " holds for positive elements only: the gradient of "
                + Subjects.andMore(name, concerned)
                + " goes down to "
                + Numbers.shown(lowest)
                + " and is used as it is.",
            "Clip the gradients in place on both sides (or scale them to a norm) between backward"
                + " and step.")
        .measured(Math.abs(lowest), step.clipLimit);
  }

  private static Verdict copyVerdict(StepObservation step) {
    String name = Subjects.name(step.run, step.clippedCopyParameter);
    double largest = step.run.parameter(step.clippedCopyParameter).gradient().absMax;
    return Verdict.of(
            Severity.WARNING,
            name,
            Where.CLIP,
            "A clipped copy of the gradient of "
                + name
                + " was made and not used: the step uses the gradient itself, with elements up to "
                + Numbers.shown(largest)
                + ".",
            "Write the clipped values back into the gradient, in place.")
        .measured(largest, step.copyLimit);
  }
}
