package io.gradprobe.runtime.rule.gradient;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.Origin;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.List;

/**
 * NaN or Inf in a gradient that a step is about to apply. A loss scaler that skips such a step
 * never comes here.
 */
public final class NonFiniteGradientRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "non-finite-gradient",
          RuleInfo.Group.GRADIENT,
          Severity.ERROR,
          false,
          "NaN or Inf in a gradient, before the step applies it.",
          "IEEE 754",
          List.of());

  /** Needs no threshold. */
  public NonFiniteGradientRule(Thresholds thresholds) {}

  @Override
  public Verdict onStepBegin(StepObservation step) {
    if (step.nonFiniteParameter < 0) {
      return null;
    }
    String name = Subjects.name(step.run, step.nonFiniteParameter);
    TensorStats gradient =
        step.nonFiniteParameter < step.run.parameterCount()
            ? step.run.parameter(step.nonFiniteParameter).gradient()
            : null;
    boolean earlier = step.badBackward > 0 && step.badBackward < step.backwardsSinceStep;
    Origin origin =
        earlier ? step.badBackwardOrigin : step.run.origins().gradient(step.nonFiniteParameter);
    String which =
        earlier ? " (backward " + step.badBackward + " of " + step.backwardsSinceStep + ")" : "";
    boolean counted = gradient != null && gradient.nonFinite > 0;
    return Verdict.of(
            Severity.ERROR,
            name,
            Where.BACKWARD,
            "The gradient of "
                + Subjects.andMore(name, step.nonFiniteCount)
                + " is NaN or infinite"
                + (counted
                    ? " (" + gradient.nonFinite + " of " + gradient.count + " elements)"
                    : "")
                + ", and the step is about to apply it"
                + (origin != null
                    ? "; it began in the backward of " + origin.detail() + which + "."
                    : earlier ? "; it began" + which + "." : "."),
            "Look for log, sqrt or a division at 0 in the loss (add an epsilon inside it), and skip"
                + " the step while a gradient is not finite.")
        .measured(counted ? gradient.nonFinite : Double.NaN, 0)
        .from(origin);
  }
}
