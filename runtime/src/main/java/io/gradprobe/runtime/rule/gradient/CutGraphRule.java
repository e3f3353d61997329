package io.gradprobe.runtime.rule.gradient;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.BackwardObservation;
import io.gradprobe.runtime.rule.EngineFailure;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.rule.order.ForwardNotRecordedRule;
import io.gradprobe.runtime.run.Origin;
import java.util.List;

/** Backward fails because the loss is connected to no parameter that requires a gradient. */
public final class CutGraphRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "cut-graph",
          RuleInfo.Group.GRADIENT,
          Severity.ERROR,
          false,
          "The chain from the loss back to the parameters is broken.",
          "libtorch's exception",
          List.of());

  /** Needs no threshold. */
  public CutGraphRule(Thresholds thresholds) {}

  @Override
  public Verdict onBackwardFailed(BackwardObservation backward) {
    if (!EngineFailure.isWithoutGraph(backward.failure)
        || ForwardNotRecordedRule.explains(backward)) {
      return null;
    }
    Origin origin = backward.run.origins().cut();
    boolean allFrozen = true;
    for (int i = 0; i < backward.run.parameterCount() && allFrozen; i++) {
      allFrozen = !backward.run.parameter(i).trainable();
    }
    return Verdict.of(
            Severity.ERROR,
            Subjects.LOSS,
            Where.HERE,
            "Backward failed: no path leads from the loss back to a parameter that requires a gradient"
                + (allFrozen
                    ? ", since every parameter is frozen."
                    : origin == null ? "." : ": " + origin.detail() + "."),
            allFrozen
                ? "Unfreeze the parameters that are meant to learn before the forward."
                : "Look between forward and loss for a stopGradient, a detach or a value that went"
                    + " through Java (toFloatArray, getFloat, create).")
        .from(allFrozen ? null : origin);
  }
}
