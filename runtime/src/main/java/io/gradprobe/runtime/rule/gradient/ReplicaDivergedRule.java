package io.gradprobe.runtime.rule.gradient;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.ReplicaObservation;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/** The replicas of a parameter on several devices are not the same after a step. */
public final class ReplicaDivergedRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "replica-diverged",
          RuleInfo.Group.GRADIENT,
          Severity.ERROR,
          false,
          "Replicas of one parameter differ after a step.",
          "the training protocol",
          List.of(
              new Threshold(
                  "difference",
                  1e-6,
                  0,
                  1e6,
                  "largest difference between two elements that is put down to rounding")));

  private final double limit;

  /** Takes its thresholds. */
  public ReplicaDivergedRule(Thresholds thresholds) {
    limit = thresholds.get("difference");
  }

  @Override
  public Verdict onReplica(ReplicaObservation replica) {
    if (replica.difference <= limit) {
      return null;
    }
    String name = Subjects.name(replica.run, replica.parameter);
    return Verdict.of(
            Severity.ERROR,
            name,
            Where.STEP,
            "After the step the replicas of "
                + Subjects.andMore(name, replica.concerned)
                + " differ by up to "
                + Numbers.shown(replica.difference)
                + ": from here on every device trains a model of its own.",
            "Start all replicas from the same values and update each with the same summed"
                + " gradient and the same optimizer state.")
        .measured(replica.difference, limit)
        .at(replica.location);
  }
}
