package io.gradprobe.runtime.rule.order;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.BackwardObservation;
import io.gradprobe.runtime.observe.ClearObservation;
import io.gradprobe.runtime.observe.ClipObservation;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/**
 * Gradients are clipped where there is nothing to clip: before backward or after the step. A method
 * that only reads them and is called something with clip is told on its second step, and not where
 * the same step is clipped at the right place too.
 */
public final class ClipOutOfOrderRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "clip-out-of-order",
          RuleInfo.Group.ORDER,
          Severity.WARNING,
          true,
          "Gradients are clipped before backward or after the step.",
          "the training protocol",
          List.of(
              new Threshold(
                  "reads", 2, 1, 1000, "steps on which a clip that changes nothing is seen")));

  private final int reads;
  private int suspicions;
  private long suspectStep = -1;
  private int subject = -1;

  /** Whether gradients were cleared before the step: then the clip is where it belongs. */
  private boolean wiped;

  /** Takes its count from the threshold. */
  public ClipOutOfOrderRule(Thresholds thresholds) {
    reads = thresholds.count("reads");
  }

  @Override
  public Verdict onBackwardBegin(BackwardObservation backward) {
    wiped = false;
    return null;
  }

  @Override
  public Verdict onClear(ClearObservation clear) {
    wiped |= clear.unusedCleared > 0;
    return null;
  }

  @Override
  public Verdict onStepBegin(StepObservation step) {
    wiped = false;
    return null;
  }

  @Override
  public Verdict onClip(ClipObservation clip) {
    if (clip.kind == ClipObservation.Kind.COPY || wiped) {
      return null;
    }
    if (clip.backwardsSinceStep > 0) {
      suspicions = 0;
      suspectStep = -1;
      return null;
    }
    if (clip.kind == ClipObservation.Kind.READ && !isRepeated(clip.run.step())) {
      return null;
    }
    // One call clips many parameters: the first stands for all.
    if (subject < 0) {
      subject = clip.parameter;
    }
    return clip.parameter == subject ? verdict(clip) : null;
  }

  private boolean isRepeated(long step) {
    if (step != suspectStep) {
      suspectStep = step;
      suspicions++;
    }
    return suspicions >= reads;
  }

  private static Verdict verdict(ClipObservation clip) {
    String name = Subjects.name(clip.run, clip.parameter);
    return Verdict.of(
        Severity.WARNING,
        name,
        Where.CLIP,
        "The gradient of "
            + name
            + (clip.afterStep
                ? " is clipped after the step that has used it."
                : " is clipped before any backward has filled it for this step."),
        "Clip between backward and step.");
  }
}
