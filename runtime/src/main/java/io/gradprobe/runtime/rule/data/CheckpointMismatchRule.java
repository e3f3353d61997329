package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.CheckpointObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/** A model is trained of whose parameters a load has left some as they were. */
public final class CheckpointMismatchRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "checkpoint-mismatch",
          RuleInfo.Group.DATA,
          Severity.WARNING,
          false,
          "Loaded parameters do not fit the model, or leave some untouched.",
          "the training protocol",
          List.of());

  /** Needs no threshold. */
  public CheckpointMismatchRule(Thresholds thresholds) {}

  @Override
  public Verdict onCheckpoint(CheckpointObservation checkpoint) {
    if (checkpoint.untouched <= 0 && checkpoint.failure == null) {
      return null;
    }
    int all = checkpoint.loaded + checkpoint.untouched;
    String subject =
        checkpoint.parameter.isEmpty() ? Subjects.name(checkpoint.run, -1) : checkpoint.parameter;
    String loaded =
        checkpoint.loaded + " of " + Subjects.counted(all, "parameter") + " got their values";
    return Verdict.of(
            Severity.WARNING,
            subject,
            Where.BEGIN,
            checkpoint.failure == null
                ? "The load returned, but only "
                    + loaded
                    + ": "
                    + Subjects.andMore(subject, checkpoint.untouched)
                    + " kept what they had."
                : "The load failed at "
                    + subject
                    + " ("
                    + checkpoint.failure.getClass().getSimpleName()
                    + "), "
                    + loaded
                    + ", and training went on.",
            "Load a checkpoint of the same architecture and read it whole; where only a part is"
                + " meant to be loaded, call load on that part.")
        .measured(checkpoint.untouched, 0)
        .at(checkpoint.location);
  }
}
