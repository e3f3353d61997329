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
 * Gradient and learning rate are there, and the weight does not change by a single bit.
 *
 * <p>Where the expected change is below half a unit in the last place of the weight, standing still
 * is what arithmetic demands. That is told apart, and only of a weight that has never moved while
 * its gradient is not small: then the learning rate or the number format is at fault. A gradient
 * that has faded (convergence, a vanishing gradient) is another matter.
 */
public final class WeightNotUpdatingRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "weight-not-updating",
          RuleInfo.Group.WEIGHT,
          Severity.WARNING,
          false,
          "Gradient and learning rate are there, the weight does not move.",
          "half a unit in the last place; SageMaker Debugger's unchanged tensor",
          List.of(
              new Threshold("steps", 3, 1, 1e6, "measured steps running"),
              new Threshold(
                  "steps-after-change", 12, 1, 1e6, "the same where the weight has moved before"),
              new Threshold(
                  "gradient-ratio",
                  1e-4,
                  0,
                  1e6,
                  "RMS of gradient over RMS of weight that is not small")));

  /** Elements compared are a sample; with more zeros than this it may miss what moves. */
  private static final double SPARSE = 0.5;

  private final int steps;
  private final int stepsAfterChange;
  private final double gradientRatio;
  private int[] still = new int[0];
  private boolean[] moved = new boolean[0];

  /** Takes its counts from the thresholds. */
  public WeightNotUpdatingRule(Thresholds thresholds) {
    steps = thresholds.count("steps");
    stepsAfterChange = thresholds.count("steps-after-change");
    gradientRatio = thresholds.get("gradient-ratio");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    double rate = step.record().learningRate();
    if (!step.updatesMeasured() || rate == 0) {
      return null;
    }
    int count = step.parameters().size();
    if (still.length < count) {
      still = Arrays.copyOf(still, count);
      moved = Arrays.copyOf(moved, count);
    }
    int first = -1;
    int concerned = 0;
    for (int i = 0; i < count; i++) {
      ParameterMeasurement parameter = step.parameters().get(i);
      if (Double.isNaN(parameter.updateRms())) {
        continue;
      }
      still[i] = shouldMove(parameter, rate, moved[i]) ? still[i] + 1 : 0;
      moved[i] |= parameter.changed();
      if (still[i] >= (moved[i] ? stepsAfterChange : steps)) {
        first = first < 0 ? i : first;
        concerned++;
      }
    }
    return first < 0 ? null : verdict(step.parameters().get(first), rate, first, concerned);
  }

  private boolean shouldMove(ParameterMeasurement parameter, double rate, boolean hasMoved) {
    TensorStats gradient = parameter.gradient();
    boolean still =
        !parameter.changed()
            && parameter.trainable()
            && parameter.touched()
            && gradient != null
            && gradient.allFinite()
            && gradient.norm > 0
            && gradient.zeroFraction() <= SPARSE;
    if (!still) {
      return false;
    }
    boolean notSmall = gradient.rms() >= gradientRatio * parameter.weightRms();
    boolean known = rate > 0;
    return hasMoved
        ? notSmall && (!known || !isBelowResolution(parameter, rate))
        : notSmall || (known && !isBelowResolution(parameter, rate));
  }

  private static boolean isBelowResolution(ParameterMeasurement parameter, double rate) {
    double half = Resolution.halfUnit(parameter.parameter().type());
    return rate * parameter.gradient().rms() <= half * parameter.weightRms();
  }

  private Verdict verdict(ParameterMeasurement parameter, double rate, int index, int concerned) {
    String name = parameter.parameter().name();
    boolean underflow = rate > 0 && isBelowResolution(parameter, rate);
    String fact =
        Subjects.andMore(name, concerned)
            + " did not change on "
            + still[index]
            + " measured steps running although the gradient is not zero (RMS "
            + Numbers.shown(parameter.gradient().rms())
            + ")";
    String why =
        underflow
            ? ": learning rate "
                + Numbers.shown(rate)
                + " times gradient is below what "
                + parameter.parameter().type()
                + " can add to weights of this size."
            : ".";
    return Verdict.of(
            Severity.WARNING,
            name,
            Where.STEP,
            fact + why,
            underflow
                ? "Raise the learning rate, or keep the weights in a wider number format."
                : "Check that the update is written into the parameter itself (in place, not to a"
                    + " copy) and that the optimizer holds this parameter.")
        .measured(0, Resolution.halfUnit(parameter.parameter().type()) * parameter.weightRms());
  }
}
