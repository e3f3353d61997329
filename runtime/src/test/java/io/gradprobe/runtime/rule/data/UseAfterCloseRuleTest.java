package io.gradprobe.runtime.rule.data;

import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.observe.OperationObservation;
import io.gradprobe.runtime.rule.HandRun;
import io.gradprobe.runtime.rule.Rule;
import org.junit.jupiter.api.Test;

class UseAfterCloseRuleTest {
  private final Rule rule = make("use-after-close");

  private Verdict used(OperationObservation.Kind kind, String closedAt, boolean withManager) {
    OperationObservation operation = new OperationObservation();
    operation.run = HandRun.small();
    operation.kind = kind;
    operation.operand = "loss";
    operation.closedAt = closedAt;
    operation.closedWithManager = withManager;
    operation.location = "A.b(A.java:9)";
    return rule.onOperation(operation);
  }

  @Test
  void theLineThatClosedItIsTheOrigin() {
    Verdict verdict = used(OperationObservation.Kind.CLOSED_USED, "A.b(A.java:7)", false);
    assertEquals(Severity.ERROR, verdict.severity());
    assertEquals("loss", verdict.subject());
    assertEquals("A.b(A.java:9)", verdict.location());
    assertEquals("close at A.b(A.java:7)", verdict.origin());
    assertTrue(verdict.message().contains("closed at A.b(A.java:7)"), verdict.message());
    assertFalse(verdict.message().contains("manager"), verdict.message());
  }

  @Test
  void theManagerIsNamedWhereItWasThat() {
    Verdict verdict = used(OperationObservation.Kind.CLOSED_USED, "A.b(A.java:7)", true);
    assertTrue(verdict.message().contains("together with its manager"), verdict.message());
  }

  @Test
  void withoutALineThereIsNoOrigin() {
    Verdict verdict = used(OperationObservation.Kind.CLOSED_USED, "", false);
    assertEquals("", verdict.origin());
    assertEquals("loss is used here after it was closed.", verdict.message());
  }

  @Test
  void otherOperationsAreLegal() {
    assertNull(used(OperationObservation.Kind.RESULT_DROPPED, "A.b(A.java:7)", false));
  }
}
