package io.gradprobe.runtime.rule.data;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.ActivationObservation;
import io.gradprobe.runtime.rule.HandParameter;
import io.gradprobe.runtime.rule.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

class NonFiniteActivationRuleTest {

  private final Rule rule = make("non-finite-activation");

  @Test
  void namesTheBlockItsFunctionAndItsLine() {
    ActivationObservation a = new ActivationObservation();
    a.block = "03LogRate";
    a.type = "LogRate";
    a.function = "log";
    a.location = "Train.java:31";
    a.output = HandParameter.stats(1, 32);
    a.output.nonFinite = 3;
    a.output.firstNonFinite = 17;
    Verdict verdict =
        assertFirst(List.of(rule.onActivation(a)), Severity.ERROR, "03LogRate", Where.FORWARD);
    assertEquals("log", verdict.origin());
    assertEquals("Train.java:31", verdict.location());
    assertEquals(3, verdict.value());
    assertTrue(verdict.message().contains("3 of 32 elements, the first at index 17"));
    assertFalse(verdict.message().contains("(LogRate)"), verdict.message());
  }

  @Test
  void doesWithoutWhatIsNotKnown() {
    ActivationObservation a = new ActivationObservation();
    a.block = "Net";
    a.type = "Decoder";
    Verdict verdict =
        assertFirst(List.of(rule.onActivation(a)), Severity.ERROR, "Net", Where.FORWARD);
    assertTrue(Double.isNaN(verdict.value()));
    assertTrue(verdict.message().contains("(Decoder)"), verdict.message());
  }
}
