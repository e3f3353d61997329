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

class LossDivergingRuleTest {

  private final Random random = new Random(7);
  private final HandLosses losses = new HandLosses(make("loss-diverging"));

  @Test
  void anExplosionIsToldBeforeItOverflows() {
    losses.losses(1.2, 8, 90, 2e3, 5e4);
    Verdict verdict = assertFirst(losses.verdicts, Severity.WARNING, "loss", Where.BACKWARD);
    assertEquals(2e3, verdict.value());
    losses.losses(1e7, 1e12, 1e30, Double.POSITIVE_INFINITY, Double.NaN, Double.NaN);
    assertEquals(1, losses.verdicts.size());
  }

  @Test
  void aVeryFastExplosionIsToldAfterTwoSteps() {
    losses.losses(1.2, 3e4, 1e10);
    assertEquals(1, losses.verdicts.size());
  }

  @Test
  void aSlowExponentialRiseIsTold() {
    losses.losses(
        600,
        i ->
            700 * Math.exp(-i / 10.0)
                + 0.01 * Math.exp(0.1 * random.nextGaussian())
                + 1e-4 * Math.exp(i / 50.0));
    Verdict verdict = assertFirst(losses.verdicts, Severity.WARNING, "loss", Where.BACKWARD);
    assertTrue(verdict.message().contains("faster and faster"), verdict.message());
    assertEquals(1, losses.verdicts.size());
  }

  @Test
  void oneThatHasComeDownIsToldAgain() {
    losses.losses(1, 10, 100, 1000, 1e4).losses(200, i -> 1);
    losses.losses(1e2, 1e4, 1e6, 1e8);
    assertEquals(2, losses.verdicts.size());
  }

  @Test
  void spikesAreLegal() {
    losses.losses(1000, i -> i % 100 == 50 ? 5000 : i % 100 == 51 ? 9000 : 1);
    assertSilent(losses.verdicts);
  }

  @Test
  void aLossThatStartsAtZeroMayRise() {
    losses.losses(0, 1e-6, 1e-4, 1e-2, 1).losses(300, i -> Math.exp(-i / 100.0));
    assertSilent(losses.verdicts);
  }

  @Test
  void aGeneratorMayLose() {
    losses.losses(
        2000,
        i -> (0.7 + 3 / (1 + Math.exp(3 - i / 100.0))) * Math.exp(0.05 * random.nextGaussian()));
    assertSilent(losses.verdicts);
  }

  @Test
  void aCrossEntropyNearChanceHasNotDiverged() {
    losses.info = HandLosses.SOFTMAX;
    losses.losses(600, i -> Math.min(3, 0.001 + 1e-4 * Math.exp(i / 40.0)));
    assertSilent(losses.verdicts);
  }

  @Test
  void negativeLossesThatFallAreLegal() {
    losses.losses(3000, i -> 1 - 0.01 * i + 0.2 * random.nextGaussian());
    assertSilent(losses.verdicts);
  }

  @Test
  void thresholdsAreKept() {
    HandLosses patient = new HandLosses(make("loss-diverging", Map.of("times", 1e9)));
    patient.losses(1.2, 8, 90, 2e3, 5e4);
    assertSilent(patient.verdicts);
  }
}
