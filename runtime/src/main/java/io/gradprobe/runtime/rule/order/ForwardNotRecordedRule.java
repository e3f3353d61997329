package io.gradprobe.runtime.rule.order;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.BackwardObservation;
import io.gradprobe.runtime.observe.ForwardObservation;
import io.gradprobe.runtime.rule.EngineFailure;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/**
 * Backward fails because the training forward ran where the engine did not record it. Told when
 * backward has thrown, before the program sees the exception: until then the forward may have been
 * one whose result needs no gradient.
 */
public final class ForwardNotRecordedRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "forward-not-recorded",
          RuleInfo.Group.ORDER,
          Severity.ERROR,
          true,
          "The training forward ran outside the gradient collector, so backward cannot work.",
          "the training protocol",
          List.of());

  private String block = "";

  /** Needs no threshold. */
  public ForwardNotRecordedRule(Thresholds thresholds) {}

  /** Whether a failed backward is this rule's, and so not a cut graph. */
  public static boolean explains(BackwardObservation backward) {
    return backward.recordedForwards == 0
        && backward.unrecordedForwards > 0
        && EngineFailure.isWithoutGraph(backward.failure);
  }

  @Override
  public Verdict onForward(ForwardObservation forward) {
    if (forward.training && !forward.recording) {
      block = forward.block;
    }
    return null;
  }

  @Override
  public Verdict onBackwardFailed(BackwardObservation backward) {
    if (!explains(backward)) {
      return null;
    }
    String begin = backward.run.origins().recordingLine();
    String line = backward.run.origins().backwardLine();
    return Verdict.of(
        Severity.ERROR,
        block.isEmpty() ? Subjects.name(backward.run, -1) : block,
        Where.FORWARD,
        "The training forward ran while recording was off"
            + (begin.isEmpty() ? "" : " (it was begun only at " + begin + ")")
            + ", so the engine recorded nothing and backward"
            + (line.isEmpty() ? "" : " at " + line)
            + " has no graph to go through.",
        "Call forward, loss and backward where recording is on: inside of one gradient collector,"
            + " outside of a NoGradGuard.");
  }
}
