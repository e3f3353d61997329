package io.gradprobe.runtime.rule.weight;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.WriteObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.BitSet;
import java.util.List;

/** A frozen parameter's value changed after training had begun. */
public final class FrozenWeightChangedRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "frozen-weight-changed",
          RuleInfo.Group.WEIGHT,
          Severity.ERROR,
          false,
          "A frozen parameter moved.",
          "the training protocol",
          List.of());

  private int subject = -1;
  private long subjectStep;
  private BitSet others;

  /** Needs no threshold. */
  public FrozenWeightChangedRule(Thresholds thresholds) {}

  @Override
  public Verdict onWrite(WriteObservation write) {
    if (!write.frozen || !write.trainingBegun || Statistics.isStatistic(write)) {
      return null;
    }
    long step = write.run.step();
    if (subject >= 0 && write.parameter != subject) {
      // One loop writes many parameters: the first stands for those of the same step.
      if (step == subjectStep) {
        others = others == null ? new BitSet() : others;
        others.set(write.parameter);
      }
      if (others != null && others.get(write.parameter)) {
        return null;
      }
      return verdict(write, 1);
    }
    subject = write.parameter;
    subjectStep = step;
    return verdict(write, 1 + (others == null ? 0 : others.cardinality()));
  }

  private static Verdict verdict(WriteObservation write, int concerned) {
    String name = Subjects.name(write.run, write.parameter);
    return Verdict.of(
        Severity.ERROR,
        name,
        Where.WRITE,
        "The value of "
            + Subjects.andMore(name, concerned)
            + " changed although it is frozen"
            + (write.operation.isEmpty() ? "." : " (" + write.operation + ")."),
        "Leave frozen parameters alone in the training loop, or unfreeze them if they are meant to"
            + " change.");
  }
}
