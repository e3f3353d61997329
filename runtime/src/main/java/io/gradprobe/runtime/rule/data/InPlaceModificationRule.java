package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.BackwardObservation;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.rule.EngineFailure;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.Origin;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Backward fails because a tensor that it had saved was written in place after forward. */
public final class InPlaceModificationRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "in-place-modification",
          RuleInfo.Group.DATA,
          Severity.ERROR,
          false,
          "A tensor saved for backward was written in place.",
          "libtorch's exception",
          List.of());

  /** Needs no threshold. */
  public InPlaceModificationRule(Thresholds thresholds) {}

  @Override
  public Verdict onBackwardFailed(BackwardObservation backward) {
    String text = EngineFailure.messageWith(backward.failure, "modified by an inplace operation");
    if (text == null) {
      return null;
    }
    String maker = maker(text);
    Origin origin = backward.run.origins().overwritten(maker);
    return Verdict.of(
            Severity.ERROR,
            Subjects.LOSS,
            Where.HERE,
            "Backward failed: a tensor that it needs"
                + (maker.isEmpty() ? "" : ", the result of " + maker + ",")
                + " was changed in place after forward had saved it"
                + (origin == null ? "." : ": " + origin.detail() + "."),
            "Replace the in-place operation on that tensor (a name that ends in i, such as muli)"
                + " by the one that makes a new tensor (mul), or write to a copy.")
        .from(maker)
        .from(origin);
  }

  @Override
  public Verdict onStepEnd(StepObservation step) {
    if (step.failure == null
        || step.failedParameter < 0
        || EngineFailure.messageWith(step.failure, "a leaf Variable that requires grad") == null) {
      return null;
    }
    return Verdict.of(
        Severity.ERROR,
        Subjects.name(step.run, step.failedParameter),
        Where.HERE,
        "The update of "
            + Subjects.name(step.run, step.failedParameter)
            + " failed: it was written in place while operations on this thread are recorded for"
            + " backward.",
        "Update weights after the gradient collector is closed, on the thread that started the"
            + " engine: on every other thread DJL records at all times.");
  }

  /** The operation that libtorch names, such as {@code sigmoid} for {@code SigmoidBackward0}. */
  private static String maker(String text) {
    Matcher matcher = Pattern.compile("output \\d+ of (\\w+?)Backward\\d*").matcher(text);
    return matcher.find() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
  }
}
