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
 * An optimizer step for which no gradient was computed. Other runs' backwards may have reached the
 * parameters unseen, so where there were any, memory must show that the gradients are zero.
 */
public final class StepWithoutBackwardRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "step-without-backward",
          RuleInfo.Group.ORDER,
          Severity.ERROR,
          true,
          "An optimizer step with no backward since the last one.",
          "the training protocol",
          List.of());

  /** Needs no threshold. */
  public StepWithoutBackwardRule(Thresholds thresholds) {}

  @Override
  public Verdict onStepBegin(StepObservation step) {
    if (step.backwardsSinceStep > 0 || step.wiped || step.inFlight > 0) {
      return null;
    }
    boolean proven = step.backwardsAnywhere == 0 || (step.measured && step.allGradientsZero);
    if (!proven) {
      return null;
    }
    return Verdict.of(
        Severity.ERROR,
        Subjects.firstTrainable(step.run),
        Where.HERE,
        "The optimizer steps although no backward has run since its last step; weight decay and"
            + " momentum still move the weights.",
        "Call backward before each step, or skip the step where backward is skipped.");
  }
}
