package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.LossObservation;
import io.gradprobe.runtime.rule.EngineFailure;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.LabelMeasurement;
import io.gradprobe.runtime.run.LossInfo;
import java.util.List;

/**
 * A label that its loss has no place for: a class below 0 or not below the number of classes, or a
 * binary label outside of 0 to 1. Class indices are judged where the framework's own loss takes
 * them or where the loss failed; a loss of the user's own may give such numbers a meaning.
 */
public final class LabelOutOfRangeRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "label-out-of-range",
          RuleInfo.Group.DATA,
          Severity.ERROR,
          false,
          "A label is not among the classes, or a binary label is outside of 0 to 1.",
          "the loss function's domain",
          List.of());

  /** What arithmetic may add to a label that is meant to be 0 or 1. */
  private static final double ROUNDING = 1e-5;

  private static final String OUT_OF_BOUNDS = "out of bounds";

  /** Needs no threshold. */
  public LabelOutOfRangeRule(Thresholds thresholds) {}

  @Override
  public Verdict onLoss(LossObservation loss) {
    LossInfo info = loss.loss;
    LabelMeasurement labels = loss.labels;
    boolean failed =
        loss.failure != null && EngineFailure.messageWith(loss.failure, OUT_OF_BOUNDS) != null;
    if (labels == null || labels.stats() == null || Double.isNaN(labels.stats().min)) {
      return failed && labels == null && info.kind() == LossInfo.Kind.SOFTMAX ? unread(loss) : null;
    }
    double min = labels.stats().min;
    double max = labels.stats().max;
    if (info.kind() == LossInfo.Kind.SOFTMAX && labels.integral() && !labels.oneHot()) {
      boolean tooLarge = info.classes() > 0 && max >= info.classes() && isClasses(labels, info);
      if ((tooLarge && (failed || info.certain())) || (min < 0 && failed)) {
        return classes(loss, tooLarge ? max : min);
      }
    }
    if (info.kind() == LossInfo.Kind.BINARY
        && info.certain()
        && (min < -ROUNDING || max > 1 + ROUNDING)) {
      return binary(loss, max > 1 + ROUNDING ? max : min);
    }
    return null;
  }

  /** Whether there is one number for each sample rather than a row of scores. */
  private static boolean isClasses(LabelMeasurement labels, LossInfo info) {
    long[] sizes = Forwards.sizes(labels.shape());
    return sizes.length < 2 || sizes[sizes.length - 1] != info.classes();
  }

  private static Verdict classes(LossObservation loss, double label) {
    return Verdict.of(
            Severity.ERROR,
            loss.labels.name(),
            Where.BACKWARD,
            "A label is class "
                + Numbers.shown(label)
                + ", but the model has outputs for the classes 0 to "
                + (loss.loss.classes() - 1)
                + " only"
                + (loss.failure == null ? "." : ", and the loss failed."),
            "Check how labels are numbered (from 0) and how many outputs the last layer has.")
        .measured(label, loss.loss.classes())
        .at(loss.location);
  }

  private static Verdict binary(LossObservation loss, double label) {
    return Verdict.of(
            Severity.ERROR,
            loss.labels.name(),
            Where.BACKWARD,
            "A label is "
                + Numbers.shown(label)
                + ", but binary cross-entropy takes labels from 0 to 1; beyond them it has no"
                + " minimum.",
            "Map the labels to 0 and 1.")
        .measured(label, label > 1 ? 1 : 0)
        .at(loss.location);
  }

  private static Verdict unread(LossObservation loss) {
    return Verdict.of(
            Severity.ERROR,
            "label",
            Where.BACKWARD,
            "The loss failed because a class index is out of bounds: a label is below 0 or not"
                + " below the number of classes.",
            "Check how labels are numbered (from 0) and how many outputs the last layer has.")
        .at(loss.location);
  }
}
