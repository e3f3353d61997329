package io.gradprobe.runtime.rule.order;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.ClearObservation;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/**
 * Gradients were cleared between backward and step. Clearing a gradient that is not finite, and
 * then stepping as usual, is a common guard and stays silent.
 */
public final class GradientWipedRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "gradient-wiped",
          RuleInfo.Group.ORDER,
          Severity.ERROR,
          true,
          "Gradients are cleared between backward and step, so the step learns nothing.",
          "the training protocol",
          List.of());

  private boolean guarded;

  /** Needs no threshold. */
  public GradientWipedRule(Thresholds thresholds) {}

  @Override
  public Verdict onClear(ClearObservation clear) {
    if (clear.unusedCleared > 0) {
      guarded = clear.afterNonFinite;
    }
    return null;
  }

  @Override
  public Verdict onStepBegin(StepObservation step) {
    boolean excused = guarded;
    guarded = false;
    if (!step.wiped || step.backwardsSinceStep > 0 || excused) {
      return null;
    }
    String name =
        step.wipedParameter >= 0
            ? Subjects.name(step.run, step.wipedParameter)
            : Subjects.firstTrainable(step.run);
    return Verdict.of(
        Severity.ERROR,
        name,
        Where.CLEAR,
        "The gradient of "
            + name
            + " was cleared after backward and before the step that should have used it.",
        "Clear the gradients before backward or after the step, never between the two.");
  }
}
