package io.gradprobe.runtime.rule.data;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.FailureObservation;
import io.gradprobe.runtime.rule.HandRun;
import io.gradprobe.runtime.rule.Rule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SwallowedFailureRuleTest {

  private static Verdict swallowed(Rule rule, String phase, Throwable failure) {
    FailureObservation o = new FailureObservation();
    o.run = HandRun.small();
    o.phase = phase;
    o.failure = failure;
    o.location = "Main.main(Main.java:9)";
    return rule.onFailure(o);
  }

  @Test
  void theFirstIsInfoAndTheSecondAWarning() {
    Rule rule = make("swallowed-failure");
    Exception failure = new IllegalStateException("shapes differ\nat native code");
    Verdict first = swallowed(rule, "forward", failure);
    assertFirst(List.of(first), Severity.INFO, "forward", Where.HERE);
    Verdict second = swallowed(rule, "forward", failure);
    assertFirst(List.of(second), Severity.WARNING, "forward", Where.HERE);
    assertEquals(2, second.value());
    assertEquals("Main.main(Main.java:9)", second.location());
    assertTrue(
        second.message().endsWith("IllegalStateException: shapes differ."), second.message());
  }

  @Test
  void phasesAreCountedApart() {
    Rule rule = make("swallowed-failure");
    for (String phase : List.of("forward", "loss", "backward", "step", "data")) {
      Verdict told = swallowed(rule, phase, new RuntimeException());
      assertFirst(List.of(told), Severity.INFO, phase, Where.HERE);
    }
  }

  @Test
  void failuresCanBeSet() {
    Rule strict = make("swallowed-failure", Map.of("failures", 1.0));
    Verdict told = swallowed(strict, "data", new RuntimeException("x".repeat(1000)));
    assertFirst(List.of(told), Severity.WARNING, "data", Where.HERE);
    assertTrue(told.message().length() < 400, told.message());
  }

  @Test
  void whatWasThrownMayBeUnknown() {
    Verdict told = swallowed(make("swallowed-failure"), "step", null);
    assertFirst(List.of(told), Severity.INFO, "step", Where.HERE);
  }

  private static Verdict leftOut(Rule rule, long batch, String message) {
    FailureObservation o = new FailureObservation();
    o.run = HandRun.small();
    o.phase = "batch";
    o.failure = new NumberFormatException(message);
    o.batches = batch;
    o.location = "Main.parse(Main.java:7)";
    return rule.onFailure(o);
  }

  @Test
  void batchesThatAreLeftOutAreCountedAmongAll() {
    Rule rule = make("swallowed-failure");
    assertFirst(List.of(leftOut(rule, 12, "a")), Severity.INFO, "batch", Where.HERE);
    Verdict second = leftOut(rule, 40, "b");
    assertFirst(List.of(second), Severity.WARNING, "batch", Where.HERE);
    assertTrue(second.counting());
    assertEquals(
        "2 of 40 batches were left out of training, by an exception before backward:"
            + " NumberFormatException: b.",
        second.message());
  }

  @Test
  void fewAmongManyStayInfo() {
    Rule rule = make("swallowed-failure");
    for (int i = 1; i <= 5; i++) {
      assertEquals(Severity.INFO, leftOut(rule, 900L * i, "row " + i).severity());
    }
    Rule strict = make("swallowed-failure", Map.of("share", 0.001));
    leftOut(strict, 900, "row 1");
    assertEquals(Severity.WARNING, leftOut(strict, 1800, "row 2").severity());
  }

  @Test
  void oneRecordThatIsMetOnceAnEpochCountsOnce() {
    Rule rule = make("swallowed-failure");
    for (int epoch = 0; epoch < 50; epoch++) {
      assertEquals(Severity.INFO, leftOut(rule, 21L * epoch + 1, "heading").severity());
    }
    assertEquals(Severity.WARNING, leftOut(rule, 2000, "heading").severity());
  }

  @Test
  void oneThatComesOftenIsNoHeading() {
    Rule rule = make("swallowed-failure");
    leftOut(rule, 4, "same");
    assertEquals(Severity.WARNING, leftOut(rule, 8, "same").severity());
  }
}
