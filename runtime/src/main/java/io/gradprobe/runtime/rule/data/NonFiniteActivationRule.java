package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.ActivationObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.List;

/**
 * The first block of a forward whose output is not finite although inputs and weights are. Told
 * only where the loss or a gradient is not finite either, so an attention mask's -Inf stays its
 * program's own business.
 */
public final class NonFiniteActivationRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "non-finite-activation",
          RuleInfo.Group.DATA,
          Severity.ERROR,
          false,
          "The first block whose output is NaN or infinite, in the order of the forward.",
          "IEEE 754",
          List.of());

  /** Needs no threshold. */
  public NonFiniteActivationRule(Thresholds thresholds) {}

  @Override
  public Verdict onActivation(ActivationObservation activation) {
    TensorStats output = activation.output;
    boolean typeSays = activation.type.isEmpty() || activation.block.endsWith(activation.type);
    return Verdict.of(
            Severity.ERROR,
            activation.block,
            Where.FORWARD,
            "The output of "
                + activation.block
                + (typeSays ? "" : " (" + activation.type + ")")
                + " is the first in the forward that is not finite"
                + (output == null
                    ? ""
                    : ": "
                        + output.nonFinite
                        + " of "
                        + output.count
                        + " elements, the first at index "
                        + output.firstNonFinite)
                + (activation.origin == null ? "" : "; made by " + activation.origin.detail())
                + "; the weights and the blocks before it are finite.",
            "Keep the operations of this block inside of their range: log and sqrt above 0, exp"
                + " below 88, no division by 0.")
        .measured(output == null ? Double.NaN : output.nonFinite, 0)
        .from(activation.function)
        .at(activation.location)
        .from(activation.origin);
  }
}
