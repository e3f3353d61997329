package io.gradprobe.runtime.rule.data;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.OperationObservation;
import io.gradprobe.runtime.rule.HandRun;
import io.gradprobe.runtime.rule.Rule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeviceMismatchRuleTest {

  private static Verdict happens(Rule rule, OperationObservation.Kind kind, String operand) {
    OperationObservation o = new OperationObservation();
    o.run = HandRun.small();
    o.kind = kind;
    o.operand = operand;
    o.device = "gpu(0)";
    o.expectedDevice = "cpu()";
    o.location = "Main.main(Main.java:9)";
    return rule.onOperation(o);
  }

  @Test
  void tellsBothDevices() {
    Verdict told =
        happens(make("device-mismatch"), OperationObservation.Kind.OTHER_DEVICE, "pixels");
    assertFirst(List.of(told), Severity.WARNING, "pixels", Where.FORWARD);
    assertEquals("pixels is on gpu(0), the parameters are on cpu().", told.message());
    assertEquals("Main.main(Main.java:9)", told.location());
  }

  @Test
  void oneDroppedCopyMayBeATrial() {
    Rule rule = make("device-mismatch");
    assertNull(happens(rule, OperationObservation.Kind.COPY_DROPPED, "input"));
    Verdict told = happens(rule, OperationObservation.Kind.COPY_DROPPED, "input");
    assertFirst(List.of(told), Severity.WARNING, "input", Where.FORWARD);
    assertEquals(2, told.value());
  }

  @Test
  void copiesCanBeSet() {
    Rule rule = make("device-mismatch", Map.of("copies", 1.0));
    Verdict told = happens(rule, OperationObservation.Kind.COPY_DROPPED, "");
    assertFirst(List.of(told), Severity.WARNING, "input", Where.FORWARD);
  }

  @Test
  void otherOperationsAreOtherRulesMatter() {
    Rule rule = make("device-mismatch", Map.of("copies", 1.0));
    assertNull(happens(rule, OperationObservation.Kind.LOSS_ADDED, ""));
    assertNull(happens(rule, OperationObservation.Kind.BATCH_NORM, ""));
    assertNull(happens(rule, OperationObservation.Kind.LOSS_ADDED, "loss"));
  }
}
