package io.gradprobe.runtime.rule.order;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandLoop;
import io.gradprobe.runtime.rule.HandRun;
import org.junit.jupiter.api.Test;

class AccumulationChangedRuleTest {

  private final HandRun run = HandRun.small();
  private final HandLoop loop = new HandLoop(make("accumulation-changed"), run);

  private void steps(int steps, int backwards) {
    for (int i = 0; i < steps; i++) {
      for (int k = 0; k < backwards; k++) {
        loop.forward().backward();
      }
      loop.step();
    }
  }

  @Test
  void tellsAChangeInMidRunOnce() {
    steps(30, 2);
    steps(1, 3);
    assertSilent(loop.verdicts);
    steps(30, 3);
    Verdict verdict = assertFirst(loop.verdicts, Severity.WARNING, "loss", Where.BACKWARD);
    assertEquals(3, verdict.value());
    assertEquals(2, verdict.threshold());
    assertEquals(1, loop.verdicts.size());
  }

  @Test
  void tellsTheNextChangeToo() {
    steps(30, 2);
    steps(30, 3);
    steps(30, 4);
    assertEquals(2, loop.verdicts.size());
  }

  @Test
  void tellsAChangeThatComesRightAfterAnEpochsTail() {
    steps(30, 4);
    steps(1, 2);
    steps(10, 3);
    assertEquals(1, loop.verdicts.size());
  }

  @Test
  void anEpochsTailIsLegal() {
    for (int epoch = 0; epoch < 20; epoch++) {
      steps(6, 4);
      steps(1, 2);
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void aDifferentFirstStepIsAnotherRulesMatter() {
    steps(1, 3);
    steps(50, 2);
    assertSilent(loop.verdicts);
  }

  @Test
  void anIrregularNumberIsLegal() {
    for (int i = 0; i < 100; i++) {
      steps(1, 1);
      steps(1, 2 + i % 3);
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void anotherLossFromMidRunOnIsLegal() {
    steps(20, 1);
    for (int i = 0; i < 20; i++) {
      loop.backwardAt("Train.java:10").backwardAt("Train.java:14").step();
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void stepsOnValidationDataAreAnotherRulesMatter() {
    steps(20, 2);
    for (int i = 0; i < 4; i++) {
      loop.forward().backward().step(s -> s.inEvaluation = true);
    }
    steps(20, 2);
    assertSilent(loop.verdicts);
  }
}
