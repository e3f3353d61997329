package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.OperationObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.Origin;
import java.util.List;

/** The training loop uses an array that it has closed, itself or with its manager. */
public final class UseAfterCloseRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "use-after-close",
          RuleInfo.Group.DATA,
          Severity.ERROR,
          false,
          "An array is used after it was closed.",
          "the engine's exception, and the line that closed the array",
          List.of());

  /** Needs no threshold. */
  public UseAfterCloseRule(Thresholds thresholds) {}

  @Override
  public Verdict onOperation(OperationObservation operation) {
    if (operation.kind != OperationObservation.Kind.CLOSED_USED) {
      return null;
    }
    String at = operation.closedAt.isEmpty() ? "" : " at " + operation.closedAt;
    String what = operation.operand.equals("array") ? "An array" : operation.operand;
    Verdict verdict =
        Verdict.of(
                Severity.ERROR,
                operation.operand,
                Where.HERE,
                what
                    + " is used here after it was closed"
                    + (operation.closedWithManager ? ", together with its manager," : "")
                    + at
                    + ".",
                "Use it before that line, copy what you need of it to Java (getFloat,"
                    + " toFloatArray), or attach it to a manager that lives longer.")
            .at(operation.location);
    return operation.closedAt.isEmpty()
        ? verdict
        : verdict.from(new Origin("close", operation.closedAt, "", "").text());
  }
}
