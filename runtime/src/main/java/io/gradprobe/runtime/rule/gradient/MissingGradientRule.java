package io.gradprobe.runtime.rule.gradient;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.ParameterView;
import io.gradprobe.runtime.observe.RunView;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.Origin;
import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.Arrays;
import java.util.List;

/**
 * A trainable parameter that forward used gets no gradient (none at all, or exactly zero) on
 * several measured steps running, while others get one. A parameter that had gradients before is
 * given more time, and a bare array that nothing ever updates is none of ours: it may belong to
 * another player's turn.
 */
public final class MissingGradientRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "missing-gradient",
          RuleInfo.Group.GRADIENT,
          Severity.WARNING,
          false,
          "A trainable parameter whose block ran forward gets no gradient.",
          "the training protocol",
          List.of(
              new Threshold("steps", 3, 1, 1e6, "measured steps running that used it"),
              new Threshold(
                  "steps-after-gradient",
                  12,
                  1,
                  1e6,
                  "the same where it had gradients before, or has one of exact zeros"),
              new Threshold(
                  "steps-unused",
                  64,
                  1,
                  1e6,
                  "measured steps from the first on in which no forward used it: INFO")));

  private final int steps;
  private final int stepsAfterGradient;
  private final int stepsUnused;
  private int[] missing = new int[0];
  private int[] unused = new int[0];
  private boolean[] everUsed = new boolean[0];
  private boolean toldUnused;
  private boolean[] hadGradient = new boolean[0];

  /** The parameter whose broken chain was looked for last, and where it breaks. */
  private int asked = -1;

  private Origin origin;

  /** Takes its counts from the thresholds. */
  public MissingGradientRule(Thresholds thresholds) {
    steps = thresholds.count("steps");
    stepsAfterGradient = thresholds.count("steps-after-gradient");
    stepsUnused = thresholds.count("steps-unused");
  }

  @Override
  public Verdict onStepBegin(StepObservation step) {
    if (!step.measured || step.allGradientsZero || step.backwardsSinceStep == 0) {
      return null;
    }
    RunView run = step.run;
    int count = run.parameterCount();
    if (missing.length < count) {
      missing = Arrays.copyOf(missing, count);
      hadGradient = Arrays.copyOf(hadGradient, count);
      unused = Arrays.copyOf(unused, count);
      everUsed = Arrays.copyOf(everUsed, count);
    }
    boolean array = run.info() != null && run.info().kind().equals("array");
    int first = -1;
    int concerned = 0;
    boolean othersHave = false;
    for (int i = 0; i < count; i++) {
      ParameterView parameter = run.parameter(i);
      TensorStats gradient = parameter.gradient();
      if (!parameter.trainable() || (gradient != null && gradient.count == 0)) {
        // A frozen parameter keeps its old gradient, one without elements has nothing to learn.
        missing[i] = 0;
      } else if (gradient != null && !gradient.allZero()) {
        missing[i] = 0;
        hadGradient[i] = true;
        othersHave = true;
      } else if (gradient != null && isBalanced(run, i)) {
        missing[i] = 0;
      } else if (isDue(parameter, gradient, array)) {
        missing[i]++;
        boolean certain = missing[i] >= needed(i, gradient);
        first = certain && first < 0 ? i : first;
        concerned += missing[i] >= steps ? 1 : 0;
      }
    }
    if (first >= 0 && othersHave) {
      return verdict(run, first, concerned);
    }
    return othersHave && !toldUnused ? neverUsed(run) : null;
  }

  /** A parameter that no forward has used since the run began; a hint, for it may have its time. */
  private Verdict neverUsed(RunView run) {
    int first = -1;
    int concerned = 0;
    for (int i = 0; i < run.parameterCount(); i++) {
      ParameterView parameter = run.parameter(i);
      everUsed[i] |= parameter.usedInForward() || !parameter.trainable();
      if (!everUsed[i] && ++unused[i] >= stepsUnused) {
        first = first < 0 ? i : first;
        concerned++;
      }
    }
    if (first < 0) {
      return null;
    }
    toldUnused = true;
    String name = Subjects.name(run, first);
    return Verdict.of(
            Severity.INFO,
            name,
            Where.BACKWARD,
            Subjects.andMore(name, concerned)
                + " can be trained, but no forward has used it in "
                + unused[first]
                + " measured steps.",
            "Call its block in forward, or freeze or remove it: decay and momentum may move it.")
        .measured(unused[first], stepsUnused)
        .from(run.origins().missing(first));
  }

  /** A gradient that was never made is proof sooner than one that happens to be zero. */
  private int needed(int index, TensorStats gradient) {
    return gradient != null || hadGradient[index] ? stepsAfterGradient : steps;
  }

  /**
   * Whether a gradient that is there and exactly zero may be right: that of an offset cancels out
   * where the loss is a difference of outputs (a Wasserstein critic, a ranking), while the weights
   * of the same block do learn.
   */
  private static boolean isBalanced(RunView run, int index) {
    if (run.info() == null) {
      return false;
    }
    List<ParameterInfo> infos = run.info().parameters();
    ParameterInfo own = infos.get(index);
    for (int i = 0; i < infos.size(); i++) {
      TensorStats other = run.parameter(i).gradient();
      if (i != index
          && infos.get(i).block().equals(own.block())
          && infos.get(i).elements() > own.elements()
          && other != null
          && !other.allZero()) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDue(ParameterView parameter, TensorStats gradient, boolean array) {
    return parameter.usedInForward()
        && (gradient != null || parameter.gradientAbsent())
        && (!array || parameter.everUpdated());
  }

  private Verdict verdict(RunView run, int first, int concerned) {
    String name = Subjects.name(run, first);
    if (asked != first) {
      asked = first;
      origin = run.origins().missing(first);
    }
    return Verdict.of(
            Severity.WARNING,
            name,
            Where.BACKWARD,
            "Forward uses "
                + Subjects.andMore(name, concerned)
                + ", but backward brought no gradient there (none, or exactly zero) on "
                + missing[first]
                + " measured steps running"
                + (origin == null ? "." : ": " + origin.detail() + "."),
            "Look between these parameters and the loss for a stopGradient, a detach or a copy"
                + " through Java arrays; freeze them if they are not meant to learn.")
        .measured(missing[first], hadGradient[first] ? stepsAfterGradient : steps)
        .from(origin);
  }
}
