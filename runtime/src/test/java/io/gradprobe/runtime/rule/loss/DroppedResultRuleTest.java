package io.gradprobe.runtime.rule.loss;

import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.observe.OperationObservation;
import io.gradprobe.runtime.rule.HandRun;
import io.gradprobe.runtime.rule.Rule;
import org.junit.jupiter.api.Test;

class DroppedResultRuleTest {
  private final HandRun run = HandRun.small();
  private final Rule rule = make("dropped-result");

  private Verdict dropped(OperationObservation.Kind kind, String line) {
    OperationObservation operation = new OperationObservation();
    operation.run = run;
    operation.kind = kind;
    operation.operand = "add";
    operation.location = line;
    return rule.onOperation(operation);
  }

  @Test
  void theThirdStepIsTold() {
    for (run.step = 0; run.step < 2; run.step++) {
      assertNull(dropped(OperationObservation.Kind.RESULT_DROPPED, "A.b(A.java:3)"));
      assertNull(dropped(OperationObservation.Kind.RESULT_DROPPED, "A.b(A.java:3)"));
    }
    Verdict verdict = dropped(OperationObservation.Kind.RESULT_DROPPED, "A.b(A.java:3)");
    assertEquals(Severity.WARNING, verdict.severity());
    assertEquals("add", verdict.subject());
    assertEquals("add at A.b(A.java:3)", verdict.origin());
    assertEquals("A.b(A.java:3)", verdict.location());
    assertEquals(3, verdict.value());
  }

  @Test
  void linesAreCountedApart() {
    for (run.step = 0; run.step < 2; run.step++) {
      assertNull(dropped(OperationObservation.Kind.RESULT_DROPPED, "A.b(A.java:3)"));
      assertNull(dropped(OperationObservation.Kind.RESULT_DROPPED, "A.b(A.java:4)"));
    }
    assertNotNull(dropped(OperationObservation.Kind.RESULT_DROPPED, "A.b(A.java:4)"));
  }

  @Test
  void otherOperationsAreLegal() {
    for (run.step = 0; run.step < 9; run.step++) {
      assertNull(dropped(OperationObservation.Kind.LOSS_ADDED, "A.b(A.java:3)"));
    }
  }
}
