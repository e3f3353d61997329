package io.gradprobe.runtime.rule.loss;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LossSpikeRuleTest {

  private final Random random = new Random(8);
  private final HandLosses losses = new HandLosses(make("loss-spike"));

  private void usual(int steps) {
    losses.losses(steps, i -> Math.exp(0.3 * random.nextGaussian()));
  }

  @Test
  void aSingleSpikeIsInformation() {
    usual(200);
    losses.losses(100);
    assertSilent(losses.verdicts);
    usual(1);
    Verdict verdict = assertFirst(losses.verdicts, Severity.INFO, "loss", Where.BACKWARD);
    assertEquals(100, verdict.value());
    usual(500);
    losses.losses(100);
    usual(500);
    assertEquals(1, losses.verdicts.size());
  }

  @Test
  void spikesCloseTogetherAreAWarning() {
    usual(200);
    for (int i = 0; i < 4; i++) {
      losses.losses(100);
      usual(1);
    }
    assertEquals(1, losses.count(Severity.INFO));
    assertEquals(1, losses.count(Severity.WARNING));
    usual(500);
    assertEquals(2, losses.verdicts.size());
  }

  @Test
  void aLossThatStaysUpIsNoSpike() {
    usual(200);
    losses.losses(200, i -> 100 * Math.exp(0.1 * random.nextGaussian()));
    usual(200);
    assertSilent(losses.verdicts);
  }

  @Test
  void whatComesRegularlyIsNoSpike() {
    losses.losses(2000, i -> (i % 50 == 0 ? 100 : 1) * Math.exp(0.1 * random.nextGaussian()));
    assertSilent(losses.verdicts);
  }

  @Test
  void aConvergedLossMayJumpByNothing() {
    losses.losses(300, i -> Math.exp(-i)).losses(600, i -> i % 97 == 0 ? 1e-8 : 1e-14);
    assertSilent(losses.verdicts);
  }

  @Test
  void nothingIsSaidDuringTheWarmUp() {
    usual(60);
    losses.losses(100, 1, 100, 1, 100, 1, Double.NaN, 1);
    assertSilent(losses.verdicts);
  }

  @Test
  void thresholdsAreKept() {
    HandLosses patient = new HandLosses(make("loss-spike", Map.of("times", 1e6)));
    patient.losses(300, i -> i % 100 == 99 ? 100 : 1 + 0.1 * random.nextDouble());
    assertSilent(patient.verdicts);
  }
}
