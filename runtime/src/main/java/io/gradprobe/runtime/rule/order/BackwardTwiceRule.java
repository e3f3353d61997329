package io.gradprobe.runtime.rule.order;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.BackwardObservation;
import io.gradprobe.runtime.rule.EngineFailure;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.Origin;
import java.util.List;

/** Backward fails because an earlier backward went through the same graph and freed it. */
public final class BackwardTwiceRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "backward-twice",
          RuleInfo.Group.ORDER,
          Severity.ERROR,
          true,
          "Backward runs a second time through the same graph.",
          "libtorch's exception",
          List.of());

  /** Needs no threshold. */
  public BackwardTwiceRule(Thresholds thresholds) {}

  @Override
  public Verdict onBackwardFailed(BackwardObservation backward) {
    if (EngineFailure.messageWith(backward.failure, "a second time") == null) {
      return null;
    }
    Origin origin = backward.run.origins().freed();
    return Verdict.of(
            Severity.ERROR,
            Subjects.LOSS,
            Where.HERE,
            "Backward failed: an earlier backward has already gone through a part of this graph and"
                + " has freed what it had saved"
                + (origin == null ? "." : ": " + origin.detail() + "."),
            "Compute the forward again before each backward, add losses that share a forward and"
                + " call backward once, or detach what is carried over from an earlier step.")
        .from(origin == null ? "" : origin.text());
  }
}
