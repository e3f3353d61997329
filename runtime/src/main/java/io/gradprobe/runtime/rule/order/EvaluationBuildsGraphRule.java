package io.gradprobe.runtime.rule.order;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.BackwardObservation;
import io.gradprobe.runtime.observe.ForwardObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/**
 * Evaluation-mode forwards are recorded for a backward that never comes. Known at the next forward
 * on the same thread, when no backward lies between. Where backward usually finds evaluation-mode
 * forwards (training in that mode, a second view of the same batch), as many are legal.
 */
public final class EvaluationBuildsGraphRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "evaluation-builds-graph",
          RuleInfo.Group.ORDER,
          Severity.WARNING,
          true,
          "Evaluation or inference runs with gradient recording on.",
          "the training protocol",
          List.of(
              new Threshold("forwards", 2, 1, 1000, "recorded forwards that no backward follows"),
              new Threshold(
                  "before-training", 16, 1, 1e6, "the same where no backward has run yet")));

  private final int forwards;
  private final int beforeTraining;
  private boolean pending;
  private String pendingBlock = "";

  /** Recorded evaluation-mode forwards running with no backward between. */
  private int running;

  private int unused;

  /** Evaluation-mode forwards that each of the latest two backwards found, the smaller number. */
  private int usual;

  private int latest = Integer.MAX_VALUE;

  /** Takes its counts from the thresholds. */
  public EvaluationBuildsGraphRule(Thresholds thresholds) {
    forwards = thresholds.count("forwards");
    beforeTraining = thresholds.count("before-training");
  }

  @Override
  public Verdict onBackwardBegin(BackwardObservation backward) {
    usual = Math.min(latest, backward.evaluationForwards);
    latest = backward.evaluationForwards;
    if (backward.evaluationForwards > 0) {
      pending = false;
    }
    return null;
  }

  @Override
  public Verdict onForward(ForwardObservation forward) {
    boolean unfollowed = forward.backwardsSinceForward == 0;
    boolean suspect = !forward.training && forward.recording && forward.trainable;
    Verdict verdict = null;
    if (pending && unfollowed && running > usual) {
      unused++;
      boolean begun = forward.run.backwards() > 0;
      // Told at the forward before the last that counts: the last one is known to be unused too.
      if (unused + (suspect ? 1 : 0) >= (begun ? forwards : beforeTraining)) {
        verdict = verdict();
      }
    }
    if (unfollowed) {
      pending = suspect;
    } else if (suspect) {
      pending = true;
    }
    if (suspect) {
      running = unfollowed ? running + 1 : 1;
      pendingBlock = forward.block;
    }
    return verdict;
  }

  private Verdict verdict() {
    return Verdict.of(
        Severity.WARNING,
        pendingBlock,
        Where.FORWARD,
        "Evaluation-mode forwards of "
            + pendingBlock
            + " are recorded for a backward that never comes: each keeps its whole graph in memory"
            + " until it is collected.",
        "Evaluate where recording is off: outside the gradient collector and on a thread that does not"
            + " record, or under a NoGradGuard.");
  }
}
