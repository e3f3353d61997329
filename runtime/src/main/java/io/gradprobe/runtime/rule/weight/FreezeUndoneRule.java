package io.gradprobe.runtime.rule.weight;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.FreezeObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/** The framework has silently unfrozen what the program had frozen. */
public final class FreezeUndoneRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "freeze-undone",
          RuleInfo.Group.WEIGHT,
          Severity.WARNING,
          false,
          "A freeze was silently reverted.",
          "the training protocol",
          List.of());

  /** Needs no threshold. */
  public FreezeUndoneRule(Thresholds thresholds) {}

  @Override
  public Verdict onFreeze(FreezeObservation freeze) {
    String name = Subjects.name(freeze.run, freeze.parameter);
    return Verdict.of(
            Severity.WARNING,
            name,
            Where.BEGIN,
            Subjects.andMore(name, freeze.concerned)
                + (freeze.concerned > 1 ? " were" : " was")
                + " frozen"
                + (freeze.frozenAt.isEmpty() ? "" : " at " + freeze.frozenAt)
                + ", and the framework unfroze "
                + (freeze.concerned > 1 ? "them" : "it")
                + " again before training: a trainer for a loaded model does that.",
            "Freeze after the trainer is made.")
        .at(freeze.location);
  }
}
