package io.gradprobe.runtime.rule.loss;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.run.LossInfo;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LossAtChanceRuleTest {

  private final Random random = new Random(5);
  private final HandLosses losses = new HandLosses(make("loss-at-chance"));

  private void around(int steps, double level, double noise) {
    losses.losses(steps, i -> level + noise * random.nextGaussian());
  }

  @Test
  void aLossAtTheLogarithmOfTheClassesIsTold() {
    losses.info = HandLosses.SOFTMAX;
    around(40, 2, 0.1);
    around(600, Math.log(6) + 0.03, 0.1);
    Verdict verdict = assertFirst(losses.verdicts, Severity.WARNING, "loss", Where.BACKWARD);
    assertEquals(Math.log(6) + 0.03, verdict.value(), 0.05);
    assertEquals(1, losses.verdicts.size());
  }

  @Test
  void aLossOnItsWayDownThroughChanceIsWaitedFor() {
    losses.info = HandLosses.SOFTMAX;
    around(80, 1.17 * Math.log(6), 0.01);
    around(240, 1.02 * Math.log(6), 0.01);
    assertSilent(losses.verdicts);
    around(400, 0.6 * Math.log(6), 0.01);
    assertSilent(losses.verdicts);
  }

  @Test
  void aBinaryLossIsToldWhereTheLabelsAreMixed() {
    losses.info = HandLosses.BINARY;
    losses.labels = HandLosses.labels(16, 16);
    losses.measured(0.7, 0.1, 0.01, 1);
    around(600, Math.log(2), 0.03);
    assertFirst(losses.verdicts, Severity.WARNING, "loss", Where.BACKWARD);
  }

  @Test
  void chanceFollowsTheFrequencyOfTheClasses() {
    losses.info = HandLosses.BINARY;
    losses.labels = HandLosses.labels(24, 8);
    for (int i = 0; i < 10; i++) {
      losses.measured(0.57, 0.1, 0.01, 1);
    }
    around(600, 0.5623, 0.03);
    assertFirst(losses.verdicts, Severity.WARNING, "loss", Where.BACKWARD);
  }

  @Test
  void opponentsMayBeAtChance() {
    losses.info = HandLosses.BINARY;
    around(600, Math.log(2), 0.03);
    losses.labels = HandLosses.labels(0, 32);
    losses.measured(0.7, 0.1, 0.01, 1);
    losses.labels = HandLosses.labels(32);
    losses.measured(0.7, 0.1, 0.01, 1);
    around(600, Math.log(2), 0.03);
    assertSilent(losses.verdicts);
  }

  @Test
  void whoHasLearnedOrStillLearnsIsLegal() {
    losses.info = HandLosses.SOFTMAX;
    losses.losses(3000, i -> 0.2 + 1.6 * Math.exp(-i / 100.0) + 0.05 * random.nextGaussian());
    around(1000, Math.log(6), 0.1);
    assertSilent(losses.verdicts);
  }

  @Test
  void aPlateauOnWhichTheLossStillCreepsIsLegal() {
    losses.info = HandLosses.SOFTMAX;
    losses.losses(3000, i -> Math.log(6) - 1e-5 * i);
    assertSilent(losses.verdicts);
  }

  @Test
  void warmUpDoesNotCount() {
    losses.info = HandLosses.SOFTMAX;
    for (int i = 1; i <= 40; i++) {
      losses.rate = 0.001 * Math.pow(1.2, i);
      around(20, Math.log(6), 0.1);
    }
    assertSilent(losses.verdicts);
  }

  @Test
  void otherLossesAndHighOnesAreLegal() {
    around(1000, Math.log(6), 0.1);
    losses.info = HandLosses.SOFTMAX;
    around(1000, 4, 0.1);
    losses.losses(500, i -> Double.NaN);
    assertSilent(losses.verdicts);
  }

  @Test
  void guessedAndScaledLossesHaveNoLevelOfChance() {
    for (LossInfo info : List.of(HandLosses.GUESSED, HandLosses.SCALED)) {
      losses.info = info;
      around(1000, Math.log(6), 0.1);
      assertSilent(losses.verdicts);
    }
  }

  @Test
  void thresholdsAreKept() {
    HandLosses patient = new HandLosses(make("loss-at-chance", Map.of("steps", 2000.0)));
    patient.info = HandLosses.SOFTMAX;
    patient.losses(1900, i -> Math.log(6) + 0.05 * random.nextGaussian());
    assertSilent(patient.verdicts);
  }
}
