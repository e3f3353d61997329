package io.gradprobe.runtime.rule.order;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/**
 * Several backwards from one line add up for each step, and neither the loss nor the gradient is
 * divided. Told once.
 */
public final class AccumulationNotAveragedRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "accumulation-not-averaged",
          RuleInfo.Group.ORDER,
          Severity.INFO,
          true,
          "Accumulated backwards with neither the loss nor the gradient divided by their number.",
          "the training protocol",
          List.of(new Threshold("steps", 3, 1, 1000, "steps running with the same number")));

  private final int wanted;
  private int number;
  private int running;
  private boolean told;

  /** Takes its count from the threshold. */
  public AccumulationNotAveragedRule(Thresholds thresholds) {
    wanted = thresholds.count("steps");
  }

  @Override
  public Verdict onStepBegin(StepObservation step) {
    if (told) {
      return null;
    }
    int backwards = step.backwardsSinceStep;
    boolean summed = backwards >= 2 && step.oneBackwardLine && !step.averaged && step.rescale == 1;
    running = summed ? (backwards == number ? running + 1 : 1) : 0;
    number = backwards;
    if (running < wanted) {
      return null;
    }
    told = true;
    return Verdict.of(
            Severity.INFO,
            Subjects.LOSS,
            Where.BACKWARD,
            "Each step uses the sum of "
                + backwards
                + " backwards, and neither the loss nor the gradient is divided by "
                + backwards
                + ".",
            "Divide the loss by "
                + backwards
                + " before backward, unless the sum is meant and the learning rate fits it.")
        .measured(backwards, 1);
  }
}
