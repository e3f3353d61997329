package io.gradprobe.runtime.rule.weight;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.ParameterMeasurement;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.Arrays;
import java.util.List;

/**
 * Steps move a parameter that has no gradient, while others have one: weight decay or momentum
 * wears it away. A parameter that had gradients before (a block that runs now and then) is given
 * more time.
 */
public final class DecayWithoutGradientRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "decay-without-gradient",
          RuleInfo.Group.WEIGHT,
          Severity.WARNING,
          false,
          "Weight decay or momentum moves a parameter that has no gradient.",
          "the update rule",
          List.of(
              new Threshold("steps", 3, 1, 1e6, "measured steps running"),
              new Threshold(
                  "steps-after-gradient", 30, 1, 1e6, "the same where it had gradients before")));

  private final int steps;
  private final int stepsAfterGradient;
  private int[] moved = new int[0];
  private boolean[] hadGradient = new boolean[0];

  /** Takes its counts from the thresholds. */
  public DecayWithoutGradientRule(Thresholds thresholds) {
    steps = thresholds.count("steps");
    stepsAfterGradient = thresholds.count("steps-after-gradient");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    int count = step.parameters().size();
    if (moved.length < count) {
      moved = Arrays.copyOf(moved, count);
      hadGradient = Arrays.copyOf(hadGradient, count);
    }
    int first = -1;
    int concerned = 0;
    boolean othersHave = false;
    for (int i = 0; i < count; i++) {
      ParameterMeasurement parameter = step.parameters().get(i);
      TensorStats gradient = parameter.gradient();
      if (!parameter.trainable()) {
        moved[i] = 0; // a frozen parameter keeps its old gradient, which says nothing
      } else if (gradient != null && !gradient.allZero()) {
        othersHave = true;
        hadGradient[i] = true;
        moved[i] = 0;
      } else if (step.updatesMeasured()) {
        boolean none = parameter.gradientAbsent() || gradient != null;
        boolean moves = parameter.changed() && parameter.updateRms() > 0;
        moved[i] = none && moves ? moved[i] + 1 : 0;
        if (moved[i] >= (hadGradient[i] ? stepsAfterGradient : steps)) {
          first = first < 0 ? i : first;
          concerned++;
        }
      }
    }
    boolean found = first >= 0 && othersHave && step.updatesMeasured();
    return found ? verdict(step, first, concerned) : null;
  }

  private Verdict verdict(MeasuredStep step, int first, int concerned) {
    ParameterMeasurement parameter = step.parameters().get(first);
    String name = parameter.parameter().name();
    return Verdict.of(
            Severity.WARNING,
            name,
            Where.STEP,
            "Steps move "
                + Subjects.andMore(name, concerned)
                + " without any gradient, by "
                + Numbers.shown(parameter.updateRatio())
                + " of its size a step"
                + (step.weightDecay() > 0
                    ? " (weight decay " + Numbers.shown(step.weightDecay()) + ")."
                    : " (weight decay or momentum)."),
            "Freeze parameters that are not in use, or leave them out of the optimizer or of its"
                + " weight decay.")
        .measured(parameter.updateRms(), 0);
  }
}
