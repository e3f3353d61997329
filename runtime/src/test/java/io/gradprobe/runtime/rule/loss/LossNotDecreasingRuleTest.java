package io.gradprobe.runtime.rule.loss;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LossNotDecreasingRuleTest {

  private final Random random = new Random(6);
  private final HandLosses losses = new HandLosses(make("loss-not-decreasing"));

  private void steps(int count, double level, double gradient, double update) {
    for (int i = 0; i < count; i++) {
      losses.measured(level + 0.02 * random.nextGaussian(), gradient, update, 0.9);
    }
  }

  @Test
  void updatesThatAreTooSmallAreTold() {
    steps(500, 1, 0.2, 1e-6);
    Verdict verdict = assertFirst(losses.verdicts, Severity.WARNING, "loss", Where.BACKWARD);
    assertTrue(verdict.message().contains("learning rate"), verdict.message());
    assertTrue(verdict.value() < verdict.threshold());
    assertEquals(1, losses.verdicts.size());
  }

  @Test
  void aLossThatStandsForLongWithUsualUpdatesIsInformationOnce() {
    steps(6000, 1, 0.2, 0.01);
    assertFirst(losses.verdicts, Severity.INFO, "loss", Where.BACKWARD);
    assertEquals(1, losses.verdicts.size());
  }

  @Test
  void aPlateauAfterTheLossHasFallenIsLegal() {
    steps(30, 2, 0.2, 0.01);
    steps(5000, 0.5, 0.2, 1e-6);
    assertSilent(losses.verdicts);
  }

  @Test
  void whoGoesOnFromAMinimumHasNoGradient() {
    for (int i = 0; i < 900; i++) {
      losses.measured(1, 1e-5, 1e-6, 1);
    }
    assertSilent(losses.verdicts);
  }

  @Test
  void warmUpDoesNotCount() {
    for (int i = 1; i <= 40; i++) {
      losses.rate = 1e-6 * Math.pow(1.2, i);
      steps(20, 1, 0.2, 1e-6);
    }
    assertSilent(losses.verdicts);
  }

  @Test
  void lossesAroundZeroAndZeroItselfAreLegal() {
    losses.losses(5000, i -> random.nextGaussian());
    assertSilent(losses.verdicts);
    HandLosses zero = new HandLosses(make("loss-not-decreasing"));
    zero.losses(5000, i -> 0);
    assertSilent(zero.verdicts);
  }

  @Test
  void aSlowFallIsLegal() {
    losses.losses(5000, i -> 2 - 2e-4 * i + 0.1 * random.nextGaussian());
    assertSilent(losses.verdicts);
  }

  @Test
  void thresholdsAreKept() {
    HandLosses patient =
        new HandLosses(make("loss-not-decreasing", Map.of("steps", 900.0, "long", 1e6)));
    for (int i = 0; i < 899; i++) {
      patient.measured(1, 0.2, 1e-6, 1);
    }
    assertSilent(patient.verdicts);
  }
}
