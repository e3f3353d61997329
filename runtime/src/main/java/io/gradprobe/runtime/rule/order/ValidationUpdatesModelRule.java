package io.gradprobe.runtime.rule.order;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/**
 * An optimizer step inside evaluation code. Where only a method's name shows it, steps outside must
 * have come before (a method {@code crossValidate} that holds the whole training is legal).
 */
public final class ValidationUpdatesModelRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "validation-updates-model",
          RuleInfo.Group.ORDER,
          Severity.ERROR,
          true,
          "An optimizer step on validation data.",
          "the training protocol",
          List.of());

  private boolean stepsOutside;

  /** Needs no threshold. */
  public ValidationUpdatesModelRule(Thresholds thresholds) {}

  @Override
  public Verdict onStepBegin(StepObservation step) {
    if (!step.inEvaluation) {
      stepsOutside = true;
      return null;
    }
    if (!step.evaluationRoutine && !stepsOutside) {
      return null;
    }
    return Verdict.of(
        step.evaluationRoutine ? Severity.ERROR : Severity.WARNING,
        Subjects.firstTrainable(step.run),
        Where.HERE,
        "The optimizer steps inside evaluation code"
            + (step.evaluationEvidence.isEmpty() ? "" : " (" + step.evaluationEvidence + ")")
            + ", so the model learns the data that should judge it.",
        "Only forward and compute the loss there: no backward, no step.");
  }
}
