package io.gradprobe.runtime.rule.weight;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.observe.WriteObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/** NaN or Inf in a parameter, after a step or after a write by the user's program. */
public final class NonFiniteWeightRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "non-finite-weight",
          RuleInfo.Group.WEIGHT,
          Severity.ERROR,
          false,
          "NaN or Inf in a parameter.",
          "IEEE 754",
          List.of());

  /** Needs no threshold. */
  public NonFiniteWeightRule(Thresholds thresholds) {}

  @Override
  public Verdict onStepEnd(StepObservation step) {
    if (step.nonFiniteWeightParameter < 0) {
      return null;
    }
    String name = Subjects.name(step.run, step.nonFiniteWeightParameter);
    return Verdict.of(
            Severity.ERROR,
            name,
            Where.STEP,
            Subjects.andMore(name, step.nonFiniteWeightCount)
                + (step.nonFiniteWeightCount > 1 ? " hold" : " holds")
                + " NaN or Inf after the step.",
            "Lower the learning rate or clip the gradient's norm, skip steps whose gradient is not"
                + " finite, and go back to the last good checkpoint.")
        .measured(Math.max(1, step.nonFiniteWeightCount), 0);
  }

  @Override
  public Verdict onWrite(WriteObservation write) {
    if (!write.madeNonFinite) {
      return null;
    }
    String name = Subjects.name(write.run, write.parameter);
    return Verdict.of(
            Severity.ERROR,
            name,
            Where.WRITE,
            "The program's own "
                + (write.operation.isEmpty() ? "write" : write.operation)
                + " made "
                + name
                + " NaN or infinite.",
            "Check what is written there for overflow and for division by zero.")
        .from(write.operation)
        .measured(1, 0);
  }
}
