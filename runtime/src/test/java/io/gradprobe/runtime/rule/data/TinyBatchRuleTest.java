package io.gradprobe.runtime.rule.data;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.OperationObservation;
import io.gradprobe.runtime.rule.Rule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TinyBatchRuleTest {

  private static Verdict norm(Rule rule, OperationObservation.Kind kind, long values) {
    OperationObservation o = new OperationObservation();
    o.kind = kind;
    o.block = "02BatchNorm";
    o.size = values;
    o.location = "Train.java:56";
    return rule.onOperation(o);
  }

  private static Verdict norm(Rule rule, long values) {
    return norm(rule, OperationObservation.Kind.BATCH_NORM, values);
  }

  @Test
  void tellsASingleValueAtOnce() {
    Verdict verdict = norm(make("tiny-batch"), 1);
    assertFirst(List.of(verdict), Severity.WARNING, "02BatchNorm", Where.FORWARD);
    assertEquals("Train.java:56", verdict.location());
    assertEquals(1, verdict.value());
  }

  @Test
  void twoValuesAndOtherOperationsAreLegal() {
    Rule rule = make("tiny-batch");
    assertNull(norm(rule, 2));
    assertNull(norm(rule, 0));
    assertNull(norm(rule, OperationObservation.Kind.LOSS_ADDED, 1));
  }

  @Test
  void aTrainingOnSingleImagesIsToldOnceAsInformation() {
    Rule rule = make("tiny-batch");
    int told = 0;
    for (int i = 0; i < 100; i++) {
      OperationObservation o = new OperationObservation();
      o.kind = OperationObservation.Kind.BATCH_NORM;
      o.block = "02BatchNorm";
      o.size = 144;
      o.rows = 1;
      Verdict verdict = rule.onOperation(o);
      if (verdict != null) {
        told++;
        assertEquals(15, i);
        assertEquals(Severity.INFO, verdict.severity());
      }
    }
    assertEquals(1, told);
  }

  @Test
  void thresholdsAreKept() {
    Rule rule = make("tiny-batch", Map.of("steps", 2.0, "values", 4.0));
    assertNull(norm(rule, 4));
    assertNull(norm(rule, 5));
    assertNotNull(norm(rule, 4));
  }
}
