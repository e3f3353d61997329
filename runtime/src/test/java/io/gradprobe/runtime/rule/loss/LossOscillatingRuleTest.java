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

class LossOscillatingRuleTest {

  private final HandLosses losses = new HandLosses(make("loss-oscillating"));

  /**
   * Minimises the exponential-linear bowl exp(x) - 1 - x (curvature 1 at its bottom) by plain
   * gradient steps with noise; in the units of a weight with 16 elements.
   */
  private void bowl(HandLosses shown, double rate, double noise, int steps, double cosine) {
    Random random = new Random(9);
    double x = 1;
    for (int i = 0; i < steps; i++) {
      double slope = Math.exp(x) - 1 + noise * random.nextGaussian();
      double loss = Math.exp(x) - 1 - x + noise * noise * (1 + random.nextDouble());
      shown.measured(loss, Math.abs(slope) / 4, rate * Math.abs(slope) / 4, cosine);
      x -= rate * slope;
    }
  }

  @Test
  void stepsThatOvershootAreTold() {
    bowl(losses, 2.3, 0.02, 300, 1);
    Verdict verdict = assertFirst(losses.verdicts, Severity.WARNING, "loss", Where.BACKWARD);
    assertTrue(verdict.value() > 3 && verdict.value() < 10, verdict.toString());
    assertEquals(1, losses.verdicts.size());
  }

  @Test
  void someMeasuredUpdatesAreEnough() {
    losses.updatesEvery = 4;
    bowl(losses, 2.3, 0.02, 110, 1);
    assertFirst(losses.verdicts, Severity.WARNING, "loss", Where.BACKWARD);
  }

  @Test
  void stableStepsAreLegalWithAnyNoise() {
    for (double rate : new double[] {0.01, 0.1, 0.5}) {
      for (double noise : new double[] {0, 0.01, 0.1, 0.3}) {
        HandLosses run = new HandLosses(make("loss-oscillating"));
        bowl(run, rate, noise, 600, 1);
        assertSilent(run.verdicts);
      }
    }
  }

  @Test
  void swingsThatComeFromTheDataAreLegal() {
    Random random = new Random(10);
    for (int i = 0; i < 600; i++) {
      losses.measured((i % 2 == 0 ? 1 : 0.1) * (1 + random.nextDouble()), 0.2, 0.002, 1);
    }
    assertSilent(losses.verdicts);
  }

  @Test
  void aRisingLearningRateIsASearchAndTheSameRateForLongIsNot() {
    Random random = new Random(11);
    for (int i = 0; i < 300; i++) {
      losses.rate = 0.1 * Math.pow(1.03, i);
      overshoots(random);
    }
    assertSilent(losses.verdicts);
    for (int i = 0; i < 64; i++) {
      overshoots(random);
    }
    assertFirst(losses.verdicts, Severity.WARNING, "loss", Where.BACKWARD);
  }

  private void overshoots(Random random) {
    losses.measured(1 + random.nextDouble(), 1, 0.2, 1);
  }

  @Test
  void updatesThatDoNotFollowTheGradientSayNothing() {
    bowl(losses, 2.3, 0.02, 300, 0.3);
    assertSilent(losses.verdicts);
  }

  @Test
  void unreadLossesAndSeveralBackwardsSayNothing() {
    losses.backwards = 2;
    bowl(losses, 2.3, 0.02, 300, 1);
    losses.backwards = 1;
    for (int i = 0; i < 300; i++) {
      losses.measured(Double.NaN, 0.2, 0.2, 1);
    }
    assertSilent(losses.verdicts);
  }

  @Test
  void thresholdsAreKept() {
    HandLosses patient = new HandLosses(make("loss-oscillating", Map.of("swing", 1e6)));
    bowl(patient, 2.3, 0.02, 300, 1);
    assertSilent(patient.verdicts);
  }
}
