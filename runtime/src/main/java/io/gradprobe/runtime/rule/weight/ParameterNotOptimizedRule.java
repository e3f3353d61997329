package io.gradprobe.runtime.rule.weight;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.UnoptimizedObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/** A trainable parameter gets gradients, others are updated, and nobody ever updates this one. */
public final class ParameterNotOptimizedRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "parameter-not-optimized",
          RuleInfo.Group.WEIGHT,
          Severity.WARNING,
          false,
          "A parameter gets gradients and no optimizer ever touches it.",
          "the training protocol",
          List.of(
              new Threshold(
                  "steps",
                  10,
                  1,
                  1e6,
                  "measured steps in which the parameter had a gradient and was left alone while"
                      + " others were updated")));

  private final int steps;
  private int told = -1;

  /** Takes its thresholds. */
  public ParameterNotOptimizedRule(Thresholds thresholds) {
    steps = thresholds.count("steps");
  }

  @Override
  public Verdict onUnoptimized(UnoptimizedObservation unoptimized) {
    if (unoptimized.steps < steps || unoptimized.parameter == told) {
      return null;
    }
    told = unoptimized.parameter;
    String name = Subjects.name(unoptimized.run, unoptimized.parameter);
    return Verdict.of(
            Severity.WARNING,
            name,
            Where.STEP,
            Subjects.andMore(name, unoptimized.concerned)
                + " got a gradient in "
                + unoptimized.steps
                + " steps and was never updated, while other parameters were.",
            "Give it to the optimizer or add it to the update loop, or freeze it if it is meant to"
                + " stay as it is.")
        .measured(unoptimized.steps, steps);
  }
}
