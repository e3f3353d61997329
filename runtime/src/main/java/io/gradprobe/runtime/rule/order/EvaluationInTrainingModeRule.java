package io.gradprobe.runtime.rule.order;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.ForwardObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/**
 * A model with dropout or batch-norm is evaluated in training mode: training forwards that are not
 * recorded and that no backward follows, several running, or one alone again and again. A generator
 * that makes samples for the discriminator's backward does the same between backwards and is legal.
 */
public final class EvaluationInTrainingModeRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "evaluation-in-training-mode",
          RuleInfo.Group.ORDER,
          Severity.WARNING,
          true,
          "Evaluation runs with dropout or batch-norm in training mode.",
          "the training protocol",
          List.of(
              new Threshold("forwards", 2, 2, 1000, "such forwards running with no backward"),
              new Threshold("apart", 5, 1, 1e6, "steps between lone forwards that count"),
              new Threshold("lone", 2, 1, 1000, "lone forwards that far apart")));

  private final int forwards;
  private final int apart;
  private final int lone;
  private int running;
  private boolean pending;
  private String pendingBlock = "";
  private long pendingStep;
  private long lastLoneStep = -1;
  private int loneSeen;

  /** Takes its counts from the thresholds. */
  public EvaluationInTrainingModeRule(Thresholds thresholds) {
    forwards = thresholds.count("forwards");
    apart = thresholds.count("apart");
    lone = thresholds.count("lone");
  }

  @Override
  public Verdict onForward(ForwardObservation forward) {
    boolean unfollowed = forward.backwardsSinceForward == 0;
    boolean suspect =
        forward.training
            && !forward.recording
            && !forward.modeSensitiveBlock.isEmpty()
            && forward.run.step() > 0;
    boolean wasAlone = pending && running == 1 && unfollowed && !suspect;
    running = suspect ? (unfollowed ? running + 1 : 1) : 0;
    boolean repeated = wasAlone && isRepeated();
    pending = suspect;
    if (suspect) {
      pendingStep = forward.run.step();
      pendingBlock = forward.modeSensitiveBlock;
    }
    if (running >= forwards || repeated) {
      return verdict();
    }
    return null;
  }

  private boolean isRepeated() {
    loneSeen = lastLoneStep < 0 || pendingStep - lastLoneStep >= apart ? loneSeen + 1 : 1;
    lastLoneStep = pendingStep;
    return loneSeen >= lone;
  }

  private Verdict verdict() {
    return Verdict.of(
        Severity.WARNING,
        pendingBlock,
        Where.FORWARD,
        "Evaluation runs the model in training mode: "
            + pendingBlock
            + " drops units or takes the batch's own statistics, and results depend on the batch.",
        "Call the model in evaluation mode there (evaluate, forward with training=false, or eval).");
  }
}
