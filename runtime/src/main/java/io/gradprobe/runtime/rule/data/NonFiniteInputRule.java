package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.ForwardObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.List;
import java.util.Locale;

/** NaN or Inf in what a training forward is given. A mask's -Inf is its way to say "not here". */
public final class NonFiniteInputRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "non-finite-input",
          RuleInfo.Group.DATA,
          Severity.ERROR,
          false,
          "NaN or Inf in the training data.",
          "IEEE 754",
          List.of());

  /** Needs no threshold. */
  public NonFiniteInputRule(Thresholds thresholds) {}

  @Override
  public Verdict onForward(ForwardObservation forward) {
    String input = forward.nonFiniteInput;
    if (!forward.training || input.isEmpty() || input.toLowerCase(Locale.ROOT).contains("mask")) {
      return null;
    }
    TensorStats stats = forward.input;
    return Verdict.of(
            Severity.ERROR,
            input,
            Where.FORWARD,
            "The batch holds NaN or Inf in "
                + input
                + (stats == null
                    ? "."
                    : ": "
                        + stats.nonFinite
                        + " of "
                        + stats.count
                        + " elements, the first at index "
                        + stats.firstNonFinite
                        + "."),
            "Clean the data: find the sample it comes from, and drop it or fill the missing"
                + " values.")
        .measured(stats == null ? Double.NaN : stats.nonFinite, 0);
  }
}
