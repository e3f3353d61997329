package io.gradprobe.runtime.rule.weight;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.WriteObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.BitSet;
import java.util.List;

/**
 * Weights that an optimizer owns are changed between its steps by something else, again and again.
 * One write is legal (a checkpoint is loaded, a layer made anew). Writes that set a value on
 * purpose, such as a clamp or a copy from another model, are told once as INFO.
 */
public final class WeightChangedOutsideOptimizerRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "weight-changed-outside-optimizer",
          RuleInfo.Group.WEIGHT,
          Severity.WARNING,
          false,
          "Weights change between steps by something other than the optimizer.",
          "the training protocol",
          List.of(new Threshold("writes", 2, 1, 1e6, "writes to one parameter before it is told")));

  private final int writes;
  private final BitSet written = new BitSet();
  private final BitSet covered = new BitSet();
  private boolean purposeTold;

  /** Takes its count from the threshold. */
  public WeightChangedOutsideOptimizerRule(Thresholds thresholds) {
    writes = thresholds.count("writes");
  }

  @Override
  public Verdict onWrite(WriteObservation write) {
    boolean ours =
        !write.frozen
            && write.optimizerManaged
            && write.trainingBegun
            && !Statistics.isStatistic(write);
    if (!ours) {
      return null;
    }
    written.set(write.parameter);
    boolean onPurpose = isOnPurpose(write.operation);
    if (write.writes < writes || covered.get(write.parameter) || (onPurpose && purposeTold)) {
      return null;
    }
    // One loop writes many parameters: the first to come round again stands for all of them.
    int concerned = written.cardinality() - covered.cardinality();
    covered.or(written);
    covered.clear(write.parameter);
    purposeTold |= onPurpose;
    return verdict(write, onPurpose, Math.max(1, concerned));
  }

  private static boolean isOnPurpose(String operation) {
    return operation.startsWith("clip")
        || operation.startsWith("clamp")
        || operation.startsWith("set")
        || operation.startsWith("copy");
  }

  private static Verdict verdict(WriteObservation write, boolean onPurpose, int concerned) {
    String name = Subjects.name(write.run, write.parameter);
    return Verdict.of(
            onPurpose ? Severity.INFO : Severity.WARNING,
            name,
            Where.WRITE,
            "The program changes "
                + Subjects.andMore(name, concerned)
                + " between the optimizer's steps"
                + (write.operation.isEmpty() ? "" : " (" + write.operation + ")")
                + ", "
                + write.writes
                + " times so far.",
            "Leave updates to the optimizer (weight decay and limits are its options), or keep this"
                + " if the change is meant.")
        .measured(write.writes, 1);
  }
}
