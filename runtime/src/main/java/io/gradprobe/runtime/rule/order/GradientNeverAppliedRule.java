package io.gradprobe.runtime.rule.order;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.BackwardObservation;
import io.gradprobe.runtime.observe.ClearObservation;
import io.gradprobe.runtime.observe.RunEndObservation;
import io.gradprobe.runtime.observe.RunView;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/**
 * Backward passes whose gradients no step ever used: no step at all, or gradients thrown away.
 *
 * <p>Legal and silent: a bad batch skipped, gradients thrown away because they are not finite,
 * gradients that another run's step has used (a generator's loss reaches the discriminator too),
 * and backwards made for something else: through evaluation-mode forwards, or on a line whose
 * gradients are never the ones that steps use (attribution, adversarial examples).
 */
public final class GradientNeverAppliedRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "gradient-never-applied",
          RuleInfo.Group.ORDER,
          Severity.WARNING,
          true,
          "Backward passes whose gradients no step ever used.",
          "the training protocol",
          List.of(
              new Threshold(
                  "backwards", 64, 2, 1e9, "backwards with no update at all before it is told"),
              new Threshold(
                  "at-end", 8, 1, 1e9, "the same where the run ends before that many backwards"),
              new Threshold(
                  "tails", 2, 1, 1e9, "times that part of an accumulation is thrown away"),
              new Threshold("skips", 4, 1, 1e9, "times that whole accumulations are thrown away"),
              new Threshold(
                  "skipped-share", 0.1, 0, 1, "least share of backwards thrown away whole")));

  private static final String ADVICE_TAIL =
      "Step once more after the last batch of an epoch before clearing, or carry the rest over.";
  private static final String ADVICE_NEVER =
      "Call step after backward, on the trainer or optimizer that owns these parameters.";

  private final int untilTold;
  private final int untilToldAtEnd;
  private final int tails;
  private final int skips;
  private final double skippedShare;

  /** Backwards whose gradients are still there. */
  private int pending;

  private int usual;
  private boolean stepped;
  private boolean everCleared;
  private boolean evaluationOnly;
  private long trained;
  private long nextTold;
  private boolean neverTold;

  /** Backwards thrown away by the latest clearing; 0 once that is judged. */
  private int thrownAway;

  private int thrownAwayParameter;
  private String line = "";
  private String appliedLine = "";
  private String thrownAwayLine = "";
  private boolean otherPurpose;
  private int parts;
  private int wholes;

  /** Takes its counts from the thresholds. */
  public GradientNeverAppliedRule(Thresholds thresholds) {
    untilTold = thresholds.count("backwards");
    untilToldAtEnd = thresholds.count("at-end");
    tails = thresholds.count("tails");
    skips = thresholds.count("skips");
    skippedShare = thresholds.get("skipped-share");
    nextTold = untilTold;
  }

  @Override
  public Verdict onBackwardBegin(BackwardObservation backward) {
    evaluationOnly = backward.evaluationForwards > 0 && backward.recordedForwards == 0;
    int lost = thrownAway;
    thrownAway = 0;
    line = backward.location;
    if (lost > 0) {
      return judgeThrownAway(backward.run, lost);
    }
    if (!stepped && trained >= nextTold) {
      nextTold = trained + untilTold;
      return judgeNever(backward.run);
    }
    return null;
  }

  @Override
  public Verdict onBackwardEnd(BackwardObservation backward) {
    if (backward.failure == null) {
      pending++;
      if (!evaluationOnly) {
        trained++;
      }
    }
    return null;
  }

  @Override
  public Verdict onClear(ClearObservation clear) {
    everCleared |= trained > 0;
    boolean lost = clear.unusedCleared > 0 && pending > 0;
    if (lost && stepped && !clear.afterNonFinite && !evaluationOnly) {
      thrownAway = pending;
      thrownAwayParameter = clear.unusedParameter;
      thrownAwayLine = line;
    }
    pending = 0;
    return null;
  }

  @Override
  public Verdict onStepBegin(StepObservation step) {
    if (pending > 0) {
      usual = pending;
      appliedLine = line;
    }
    pending = 0;
    thrownAway = 0;
    stepped = true;
    return null;
  }

  @Override
  public Verdict onRunEnd(RunEndObservation end) {
    if (!end.everUpdated && !stepped) {
      return trained >= untilToldAtEnd && !neverTold ? never(end.run) : null;
    }
    if (end.backwardsSinceStep <= 0 || end.backwardsSinceStep >= end.usualBackwards) {
      return null;
    }
    return Verdict.of(
            Severity.INFO,
            Subjects.firstTrainable(end.run),
            Where.BACKWARD,
            "The run ended with "
                + Subjects.counted(end.backwardsSinceStep, "backward")
                + " that no step has used; a usual step takes "
                + end.usualBackwards
                + ".",
            ADVICE_TAIL)
        .measured(end.backwardsSinceStep, end.usualBackwards);
  }

  private Verdict judgeThrownAway(RunView run, int lost) {
    // Lines are not looked up on every step; what was found out last holds until then.
    if (!thrownAwayLine.isEmpty() && !appliedLine.isEmpty()) {
      otherPurpose = !thrownAwayLine.equals(appliedLine);
    }
    if (otherPurpose) {
      return null;
    }
    if (lost < usual) {
      parts++;
      if (parts < tails) {
        return null;
      }
      return thrownAway(run, "the last " + Subjects.counted(lost, "backward"), parts)
          .measured(parts, tails);
    }
    wholes++;
    if (wholes < skips || wholes * (double) Math.max(1, usual) < skippedShare * trained) {
      return null;
    }
    return thrownAway(run, Subjects.counted(lost, "backward"), wholes).measured(wholes, skips);
  }

  private Verdict thrownAway(RunView run, String what, int times) {
    String name = Subjects.name(run, thrownAwayParameter);
    return Verdict.of(
        Severity.WARNING,
        name,
        Where.BACKWARD,
        "The gradients of "
            + what
            + " were cleared before any step had used them, for the "
            + ordinal(times)
            + " time (usually a step takes "
            + usual
            + ").",
        ADVICE_TAIL);
  }

  private static String ordinal(int number) {
    int tens = number % 100;
    String ending =
        tens >= 11 && tens <= 13
            ? "th"
            : switch (number % 10) {
              case 1 -> "st";
              case 2 -> "nd";
              case 3 -> "rd";
              default -> "th";
            };
    return number + ending;
  }

  private Verdict judgeNever(RunView run) {
    for (int i = 0; i < run.parameterCount(); i++) {
      if (run.parameter(i).everUpdated()) {
        return null;
      }
    }
    neverTold |= isTraining(run);
    return isTraining(run) ? never(run) : null;
  }

  /** Bare arrays whose gradients are read and cleared may serve something other than training. */
  private boolean isTraining(RunView run) {
    return !everCleared || (run.info() != null && run.info().kind().equals("trainer"));
  }

  private Verdict never(RunView run) {
    return Verdict.of(
            isTraining(run) ? Severity.WARNING : Severity.INFO,
            Subjects.firstTrainable(run),
            Where.BACKWARD,
            Subjects.counted(trained, "backward")
                + " so far, and no step has used any of them"
                + Subjects.also(run.origins().notApplied())
                + ".",
            ADVICE_NEVER)
        .measured(trained, 0);
  }
}
