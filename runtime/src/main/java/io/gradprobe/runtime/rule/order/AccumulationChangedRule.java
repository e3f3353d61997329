package io.gradprobe.runtime.rule.order;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/**
 * The number of backwards a step changes in mid-run. Learned over the first equal steps; told when
 * two steps running (more where the number has wavered before) have one other number. A short
 * accumulation at an epoch's end, several losses with a backward each, and a number that changes
 * all the time are legal.
 */
public final class AccumulationChangedRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "accumulation-changed",
          RuleInfo.Group.ORDER,
          Severity.WARNING,
          true,
          "The number of backwards a step changes in mid-run without reason.",
          "the training protocol",
          List.of(
              new Threshold("learn", 3, 2, 1000, "equal steps before the number counts as known"),
              new Threshold("steps", 2, 1, 1000, "steps running with one other number"),
              new Threshold(
                  "waver", 6, 1, 1000, "lone changes after which the number counts as irregular")));

  /** Fewer steps than this behind a number: one more is wanted before a change is told. */
  private static final int SETTLED = 10;

  private final int learn;
  private final int running;
  private final int waver;
  private int candidate;
  private int equal;
  private int learned;
  private int other;
  private int others;
  private int lone;

  /** Takes its counts from the thresholds. */
  public AccumulationChangedRule(Thresholds thresholds) {
    learn = thresholds.count("learn");
    running = thresholds.count("steps");
    waver = thresholds.count("waver");
  }

  @Override
  public Verdict onStepBegin(StepObservation step) {
    int backwards = step.backwardsSinceStep;
    if (backwards == 0 || step.inEvaluation || lone >= waver) {
      return null;
    }
    if (!step.oneBackwardLine) {
      learned = 0;
      equal = 0;
      return null;
    }
    if (learned == 0) {
      learn(backwards);
      return null;
    }
    if (backwards == learned) {
      settle();
      return null;
    }
    if (backwards != other) {
      lone += others > 0 ? 1 : 0;
      other = backwards;
      others = 0;
    }
    others++;
    if (others < running + lone + (equal < SETTLED ? 1 : 0)) {
      return null;
    }
    Verdict verdict = verdict(backwards);
    learned = backwards;
    equal = others;
    others = 0;
    return verdict;
  }

  private void learn(int backwards) {
    equal = backwards == candidate ? equal + 1 : 1;
    candidate = backwards;
    if (equal >= learn) {
      learned = backwards;
      others = 0;
    }
  }

  private void settle() {
    boolean tail = others == 1 && other < learned;
    if (others > 0 && !tail) {
      lone++;
    }
    others = 0;
    equal++;
  }

  private Verdict verdict(int backwards) {
    return Verdict.of(
            Severity.WARNING,
            Subjects.LOSS,
            Where.BACKWARD,
            "The optimizer now steps after "
                + Subjects.counted(backwards, "backward")
                + ", "
                + others
                + " steps running; before it was "
                + learned
                + ".",
            "Keep the number of accumulated backwards, or change the divisor of the loss and the"
                + " learning rate with it.")
        .measured(backwards, learned);
  }
}
