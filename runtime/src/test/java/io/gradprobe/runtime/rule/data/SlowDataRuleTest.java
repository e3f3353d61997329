package io.gradprobe.runtime.rule.data;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandForwards;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlowDataRuleTest {

  private final HandForwards steps = new HandForwards(make("slow-data"));

  private void steps(int count, double share, double millis) {
    for (int i = 0; i < count; i++) {
      steps.input("input", 1, i);
      steps.stepNanos = (long) (millis * 1e6);
      steps.dataNanos = (long) (share * millis * 1e6);
      steps.end();
    }
  }

  @Test
  void tellsOnceThatTrainingWaits() {
    steps.dataset = 320;
    steps(36, 0.9, 20);
    assertSilent(steps.verdicts);
    steps(500, 0.9, 20);
    Verdict verdict = assertFirst(steps.verdicts, Severity.INFO, "data", Where.NOWHERE);
    assertTrue(verdict.message().contains("18 ms"), verdict.message());
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void halfOfTheTimeIsLegalAndSoAreTinyWaits() {
    steps.dataset = 320;
    steps(500, 0.49, 20);
    steps(500, 0.9, 0.5);
    assertSilent(steps.verdicts);
  }

  @Test
  void workWithoutADatasetIsTheProgramsOwn() {
    steps(500, 0.9, 20);
    assertSilent(steps.verdicts);
  }

  @Test
  void evaluationBetweenEpochsIsLegal() {
    steps.dataset = 320;
    for (int epoch = 0; epoch < 100; epoch++) {
      steps(1, 0.99, 2000);
      steps(9, 0.1, 5);
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void stepsWithoutTimesAreNothing() {
    steps.dataset = 320;
    steps(100, 0, 0);
    assertSilent(steps.verdicts);
  }

  @Test
  void thresholdsAreKept() {
    HandForwards strict =
        new HandForwards(
            make("slow-data", Map.of("window", 2.0, "warmup", 0.0, "millis", 0.0, "share", 0.1)));
    strict.dataNanos = 200_000;
    strict.dataset = 320;
    strict.input("x", 1, 1).end().input("x", 1, 2).end();
    assertEquals(1, strict.verdicts.size());
  }
}
