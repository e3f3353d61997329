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
  private int subject = -1;
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
            && !write.madeNonFinite
            && !Statistics.isStatistic(write);
    if (!ours) {
      return null;
    }
    written.set(write.parameter);
    if (write.writes < writes) {
      return null;
    }
    if (isOnPurpose(write.operation)) {
      boolean again = purposeTold;
      purposeTold = true;
      return again ? null : verdict(write, Severity.INFO, written.cardinality());
    }
    if (covered.get(write.parameter)) {
      return null;
    }
    if (subject < 0) {
      // One loop writes many parameters: the first to come round again stands for all of them.
      subject = write.parameter;
      covered.or(written);
      covered.clear(subject);
    }
    boolean standsForAll = write.parameter == subject;
    return verdict(write, Severity.WARNING, standsForAll ? 1 + covered.cardinality() : 1);
  }

  private static boolean isOnPurpose(String operation) {
    return operation.startsWith("clip")
        || operation.startsWith("clamp")
        || operation.startsWith("mask")
        || operation.startsWith("set")
        || operation.startsWith("copy");
  }

  private static Verdict verdict(WriteObservation write, Severity severity, int concerned) {
    String name = Subjects.name(write.run, write.parameter);
    return Verdict.of(
            severity,
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
