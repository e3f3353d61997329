package io.gradprobe.runtime.rule.gradient;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandSteps;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GradientSpikeRuleTest {

  private final HandSteps steps = new HandSteps(make("gradient-spike"));
  private final Random random = new Random(11);

  private void steps(int count, double size) {
    for (int i = 0; i < count; i++) {
      double noise = Math.exp(0.2 * random.nextGaussian());
      steps
          .begin()
          .weight("a_weight", size * noise, 0.5)
          .weight("b_weight", 2 * size * noise, 0.5)
          .end();
    }
  }

  @Test
  void aSingleSpikeIsInfo() {
    steps(100, 0.01);
    steps(1, 1);
    Verdict verdict = assertFirst(steps.verdicts, Severity.INFO, "a_weight", Where.BACKWARD);
    assertTrue(verdict.value() > 6, verdict.toString());
    assertEquals(6, verdict.threshold());
    assertTrue(verdict.message().contains("most comes from b_weight"), verdict.message());
    steps(200, 0.01);
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void namesTheFirstParameterThatJumped() {
    steps(100, 0.01);
    steps.begin().weight("a_weight", 0.01, 0.5).weight("b_weight", 5, 0.5).end();
    assertFirst(steps.verdicts, Severity.INFO, "b_weight", Where.BACKWARD);
  }

  @Test
  void aSpikeWithARiseOfTheLossIsAWarning() {
    steps(100, 0.01);
    steps.loss = 50;
    steps(1, 1);
    steps.loss = 1;
    assertFirst(steps.verdicts, Severity.WARNING, "a_weight", Where.BACKWARD);
    steps(100, 0.01);
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void twoSpikesCloseTogetherAreAWarning() {
    steps(100, 0.01);
    steps(1, 1);
    steps(3, 0.01);
    steps(1, 1);
    assertEquals(
        List.of(Severity.INFO, Severity.WARNING),
        steps.verdicts.stream().map(Verdict::severity).toList());
  }

  @Test
  void twoSpikesFarApartStayInfoAndAreToldOnce() {
    steps(100, 0.01);
    steps(1, 1);
    steps(5, 0.01);
    steps(1, 1);
    assertEquals(List.of(Severity.INFO), steps.verdicts.stream().map(Verdict::severity).toList());
    steps(10_000, 0.01);
    steps(1, 1);
    assertEquals(2, steps.verdicts.size());
  }

  @Test
  void nothingIsSaidDuringTheWarmUp() {
    steps(63, 0.01);
    steps(1, 10);
    assertSilent(steps.verdicts);
    steps(1, 10);
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void aNewLearningRateStartsANewHistory() {
    steps(100, 0.01);
    steps.rate = 0.01;
    steps(60, 1);
    assertSilent(steps.verdicts);
  }

  @Test
  void unfreezingStartsANewHistory() {
    steps(100, 0.01);
    for (int i = 0; i < 60; i++) {
      steps
          .begin()
          .weight("a_weight", 1, 0.5)
          .weight("b_weight", 1, 0.5)
          .weight("c_weight", 1, 0.5)
          .end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void convergenceAndGradientsOfZeroAreLegal() {
    for (int i = 0; i < 400; i++) {
      steps(1, Math.exp(-0.05 * i));
    }
    steps(20, 0);
    steps(20, 1e-9);
    assertSilent(steps.verdicts);
  }

  @Test
  void aFullBatchRunWithoutNoiseMayWaver() {
    for (int i = 0; i < 300; i++) {
      steps.begin().weight("a_weight", i % 50 == 49 ? 0.03 : 0.01, 0.5).end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void aNearlySolvedProblemMayHaveLossesManyTimesNothing() {
    steps.loss = 2;
    steps(10, 0.1);
    steps.loss = 1e-7;
    steps(200, 1e-6);
    steps.loss = 1e-4;
    steps(1, 1e-3);
    assertSilent(steps.verdicts);
    steps.loss = 0.1;
    steps(1, 1e-3);
    assertFirst(steps.verdicts, Severity.WARNING, "a_weight", Where.BACKWARD);
  }
}
