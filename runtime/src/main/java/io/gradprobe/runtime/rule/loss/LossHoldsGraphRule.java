package io.gradprobe.runtime.rule.loss;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.OperationObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/** Losses of several steps are added up as tensors, and their graphs stay alive with the sum. */
public final class LossHoldsGraphRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "loss-holds-graph",
          RuleInfo.Group.LOSS,
          Severity.WARNING,
          false,
          "Losses that are added up as tensors keep every step's graph alive.",
          "the engine's graph: a result holds what it was computed from",
          List.of(new Threshold("steps", 3, 2, 1e9, "steps whose losses are in the sum")));

  private final int steps;

  /** Takes its count from the thresholds. */
  public LossHoldsGraphRule(Thresholds thresholds) {
    steps = thresholds.count("steps");
  }

  @Override
  public Verdict onOperation(OperationObservation operation) {
    if (operation.kind != OperationObservation.Kind.LOSS_ADDED || operation.size < steps) {
      return null;
    }
    return Verdict.of(
            Severity.WARNING,
            Subjects.LOSS,
            Where.HERE,
            "The losses of "
                + operation.size
                + " steps are added up as tensors, and the sum keeps the graph of each alive.",
            "Add up plain numbers (getFloat()), or detach the loss before it is added.")
        .measured(operation.size, steps)
        .at(operation.location);
  }
}
