package io.gradprobe.runtime.rule.loss;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.OperationObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.Origin;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Code on the way to the loss makes a new tensor and drops it: {@code loss.add(penalty);} leaves
 * the loss as it was. The class file proves that it is dropped, and that the code has run on
 * several steps is seen.
 */
public final class DroppedResultRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "dropped-result",
          RuleInfo.Group.LOSS,
          Severity.WARNING,
          false,
          "Code on the way to the loss makes a new tensor and drops it.",
          "the program's own byte code",
          List.of(new Threshold("steps", 3, 1, 1e9, "steps on which that code has run")));

  private static final int MOST_LINES = 64;

  private final int steps;
  private final Map<String, long[]> seen = new HashMap<>();

  /** Takes its count from the thresholds. */
  public DroppedResultRule(Thresholds thresholds) {
    steps = thresholds.count("steps");
  }

  @Override
  public Verdict onOperation(OperationObservation operation) {
    if (operation.kind != OperationObservation.Kind.RESULT_DROPPED
        || (seen.size() >= MOST_LINES && !seen.containsKey(operation.location))) {
      return null;
    }
    long[] count = seen.computeIfAbsent(operation.location, line -> new long[] {0, -1});
    if (count[1] == operation.run.step()) {
      return null;
    }
    count[1] = operation.run.step();
    if (++count[0] < steps) {
      return null;
    }
    return Verdict.of(
            Severity.WARNING,
            operation.operand,
            Where.HERE,
            "This line calls "
                + operation.operand
                + " and drops the result; "
                + operation.operand
                + " changes no operand, so the line does nothing.",
            "Assign the result (loss = loss.add(penalty)), or call the operation that works in"
                + " place (its name ends in i) where nothing is recorded.")
        .measured(count[0], steps)
        .from(new Origin(operation.operand, operation.location, "", ""));
  }
}
