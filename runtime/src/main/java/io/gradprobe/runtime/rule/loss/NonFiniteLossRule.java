package io.gradprobe.runtime.rule.loss;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.BackwardObservation;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.Origin;
import java.util.List;

/** NaN or Inf in the loss that backward is called on. */
public final class NonFiniteLossRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "non-finite-loss",
          RuleInfo.Group.LOSS,
          Severity.ERROR,
          false,
          "The loss is NaN or infinite.",
          "IEEE 754",
          List.of());

  /** Needs no threshold. */
  public NonFiniteLossRule(Thresholds thresholds) {}

  @Override
  public Verdict onBackwardBegin(BackwardObservation backward) {
    boolean finite = !Double.isNaN(backward.loss) && !Double.isInfinite(backward.loss);
    if (!backward.lossRead || finite) {
      return null;
    }
    Origin origin = backward.run.origins().loss();
    return Verdict.of(
            Severity.ERROR,
            Subjects.LOSS,
            Where.HERE,
            "The loss is "
                + Numbers.shown(backward.loss)
                + " when backward is called on it"
                + (origin == null ? "." : "; it began with " + origin.detail() + "."),
            "Look for log, division or exp at the edge of their range in the loss, and for dirty"
                + " inputs and labels in this batch.")
        .measured(backward.loss, Double.NaN)
        .from(origin);
  }
}
