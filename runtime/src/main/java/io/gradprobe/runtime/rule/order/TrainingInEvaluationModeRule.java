package io.gradprobe.runtime.rule.order;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.BackwardObservation;
import io.gradprobe.runtime.observe.ClearObservation;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/**
 * A step uses gradients that all come from evaluation-mode forwards of a model with dropout or
 * batch-norm. A backward in evaluation mode without a step (attribution, adversarial examples) is
 * legal.
 */
public final class TrainingInEvaluationModeRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "training-in-evaluation-mode",
          RuleInfo.Group.ORDER,
          Severity.WARNING,
          true,
          "Training runs with dropout or batch-norm in evaluation mode.",
          "the training protocol",
          List.of());

  private String block = "";
  private boolean trained;

  /** Needs no threshold. */
  public TrainingInEvaluationModeRule(Thresholds thresholds) {}

  @Override
  public Verdict onBackwardBegin(BackwardObservation backward) {
    if (backward.evaluationForwards == 0 || backward.recordedForwards > 0) {
      trained = true;
    } else if (!backward.modeSensitiveBlock.isEmpty()) {
      block = backward.modeSensitiveBlock;
    }
    return null;
  }

  @Override
  public Verdict onClear(ClearObservation clear) {
    forget();
    return null;
  }

  @Override
  public Verdict onStepBegin(StepObservation step) {
    String name = block;
    boolean wrong = !name.isEmpty() && !trained;
    forget();
    if (!wrong) {
      return null;
    }
    return Verdict.of(
        Severity.WARNING,
        name,
        Where.FORWARD,
        "Training runs the model in evaluation mode: "
            + name
            + " drops nothing or takes fixed statistics, so it regularises and learns nothing.",
        "Call the model in training mode there (the trainer's forward, forward with"
            + " training=true, or train).");
  }

  private void forget() {
    block = "";
    trained = false;
  }
}
