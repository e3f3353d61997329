package io.gradprobe.runtime.rule.gradient;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.gradcheck.CheckResult;
import io.gradprobe.runtime.gradcheck.CheckResult.Outcome;
import io.gradprobe.runtime.gradcheck.Mismatch;
import io.gradprobe.runtime.observe.GradientCheckObservation;
import io.gradprobe.runtime.rule.HandRun;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.run.Origin;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GradientMismatchRuleTest {
  private static final Mismatch FIRST = new Mismatch(0, 2, -1);
  private static final Mismatch SECOND = new Mismatch(1, 0.5, Double.NaN);

  private static Verdict checked(Rule rule, Outcome outcome, Origin culprit, Mismatch... wrong) {
    GradientCheckObservation o = new GradientCheckObservation();
    o.run = HandRun.with("hidden", "output");
    o.result = new CheckResult(outcome, List.of(wrong), culprit, false, 8, "");
    return rule.onGradientCheck(o);
  }

  private static Verdict wrong(Rule rule, Mismatch... wrong) {
    return checked(rule, Outcome.MISMATCH, null, wrong);
  }

  @Test
  void tellsTheFirstParameterOnceConfirmed() {
    Rule rule = make("gradient-mismatch");
    assertNull(wrong(rule, FIRST, SECOND));
    Verdict told = wrong(rule, FIRST, SECOND);
    assertFirst(List.of(told), Severity.ERROR, "hidden", Where.BACKWARD);
    assertEquals(2, told.value());
    assertEquals(0.05, told.threshold());
    assertTrue(told.message().contains("hidden and 1 more"), told.message());
    assertTrue(told.message().contains("sign is turned"), told.message());
    assertEquals("", told.origin());
  }

  @Test
  void namesTheOperation() {
    Rule rule = make("gradient-mismatch", Map.of("confirm", 1.0));
    Origin tanh = new Origin("tanh", "Node.tanh(Node.java:68)", "", "");
    Verdict told = checked(rule, Outcome.MISMATCH, tanh, SECOND);
    assertEquals("tanh at Node.tanh(Node.java:68)", told.origin());
    assertTrue(told.message().contains("backward of tanh"), told.message());
    assertTrue(told.advice().contains("tanh"), told.advice());
  }

  @Test
  void whatBackwardWasNotShownIsAWarningAtItsLine() {
    GradientCheckObservation o = new GradientCheckObservation();
    o.run = HandRun.with("hidden", "output");
    Origin detach = new Origin("stopGradient", "Loss.of(Loss.java:7)", "", "it hides a term");
    o.result = new CheckResult(Outcome.MISMATCH, List.of(SECOND), detach, true, 8, "");
    Verdict told = make("gradient-mismatch", Map.of("confirm", 1.0)).onGradientCheck(o);
    assertFirst(List.of(told), Severity.WARNING, "output", Where.BACKWARD);
    assertEquals("Loss.of(Loss.java:7)", told.location());
    assertEquals("stopGradient at Loss.of(Loss.java:7)", told.origin());
    assertTrue(told.message().endsWith("; it hides a term."), told.message());
  }

  @Test
  void eachParameterIsConfirmedByItself() {
    Rule rule = make("gradient-mismatch");
    assertNull(wrong(rule, FIRST));
    assertNull(wrong(rule, SECOND));
    assertNull(wrong(rule, FIRST));
    assertEquals("hidden", wrong(rule, FIRST, SECOND).subject());
  }

  @Test
  void theFirstOfAllSuspectsIsTheSubjectAndStaysIt() {
    Rule rule = make("gradient-mismatch");
    assertNull(wrong(rule, FIRST, SECOND));
    assertEquals("hidden", wrong(rule, SECOND).subject());
    assertEquals("hidden", wrong(rule, SECOND).subject());
    assertNull(checked(rule, Outcome.AGREES, null));
    assertNull(wrong(rule, SECOND));
    assertNull(wrong(rule, SECOND));
  }

  @Test
  void agreementForgets() {
    Rule rule = make("gradient-mismatch");
    assertNull(wrong(rule, FIRST));
    assertNull(checked(rule, Outcome.AGREES, null));
    assertNull(wrong(rule, FIRST));
  }

  @Test
  void aStepThatCanNotBeRepeatedTellsNothing() {
    Rule rule = make("gradient-mismatch");
    assertNull(wrong(rule, FIRST));
    assertNull(checked(rule, Outcome.NOT_REPEATABLE, null));
    assertEquals("hidden", wrong(rule, FIRST).subject());
  }
}
