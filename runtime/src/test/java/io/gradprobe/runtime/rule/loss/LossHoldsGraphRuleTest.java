package io.gradprobe.runtime.rule.loss;

import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.observe.OperationObservation;
import io.gradprobe.runtime.rule.Rule;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LossHoldsGraphRuleTest {

  private static Verdict added(Rule rule, OperationObservation.Kind kind, long steps) {
    OperationObservation operation = new OperationObservation();
    operation.kind = kind;
    operation.size = steps;
    operation.location = "Train.java:12";
    return rule.onOperation(operation);
  }

  @Test
  void theThirdStepIsTold() {
    Rule rule = make("loss-holds-graph");
    assertNull(added(rule, OperationObservation.Kind.LOSS_ADDED, 1));
    assertNull(added(rule, OperationObservation.Kind.LOSS_ADDED, 2));
    Verdict verdict = added(rule, OperationObservation.Kind.LOSS_ADDED, 3);
    assertEquals("loss", verdict.subject());
    assertEquals(Severity.WARNING, verdict.severity());
    assertEquals("Train.java:12", verdict.location());
    assertEquals(3, verdict.value());
  }

  @Test
  void otherOperationsAreLegal() {
    Rule rule = make("loss-holds-graph");
    assertNull(added(rule, OperationObservation.Kind.COPY_DROPPED, 100));
    assertNull(added(rule, OperationObservation.Kind.BATCH_NORM, 100));
  }

  @Test
  void thresholdsAreKept() {
    Rule rule = make("loss-holds-graph", Map.of("steps", 10.0));
    assertNull(added(rule, OperationObservation.Kind.LOSS_ADDED, 9));
    assertNotNull(added(rule, OperationObservation.Kind.LOSS_ADDED, 10));
  }
}
