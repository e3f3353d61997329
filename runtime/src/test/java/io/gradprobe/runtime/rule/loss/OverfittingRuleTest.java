package io.gradprobe.runtime.rule.loss;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.run.EpochRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OverfittingRuleTest {

  private final Random random = new Random(11);
  private final List<Verdict> verdicts = new ArrayList<>();
  private Rule rule = make("overfitting");
  private int epoch;

  private void epoch(double train, double validation) {
    Verdict verdict =
        rule.onEpoch(new EpochRecord("r", epoch, 100L * epoch, train, validation, Map.of()));
    epoch++;
    if (verdict != null) {
      verdicts.add(verdict);
    }
  }

  @Test
  void aRisingValidationLossIsToldOnce() {
    for (int i = 0; i < 30; i++) {
      epoch(Math.exp(-0.1 * i), 0.6 + 0.4 * Math.exp(-0.5 * i) + 0.02 * i);
    }
    Verdict verdict = assertFirst(verdicts, Severity.WARNING, "loss", Where.STEP);
    assertTrue(verdict.value() > verdict.threshold(), verdict.toString());
    assertEquals(1, verdicts.size());
  }

  @Test
  void negativeLossesAreMeasuredByTheWayDown() {
    for (int i = 0; i < 40; i++) {
      epoch(-i, i < 10 ? -i : -10 + 0.5 * (i - 10));
    }
    assertFirst(verdicts, Severity.WARNING, "loss", Where.STEP);
  }

  @Test
  void noiseIsLegal() {
    for (int seed = 0; seed < 200; seed++) {
      rule = make("overfitting");
      for (int i = 0; i < 200; i++) {
        double noise = Math.exp(0.15 * random.nextGaussian());
        epoch(Math.exp(-0.05 * i), (0.5 + 0.5 * Math.exp(-0.1 * i)) * noise);
      }
    }
    assertSilent(verdicts);
  }

  @Test
  void earlyStoppingIsInTime() {
    for (int i = 0; i < 15; i++) {
      epoch(Math.exp(-0.1 * i), i < 10 ? 1 - 0.05 * i : 0.56);
    }
    assertSilent(verdicts);
  }

  @Test
  void bothRisingIsNoOverfitting() {
    for (int i = 0; i < 30; i++) {
      epoch(1 + 0.1 * i, 1 + 0.1 * i);
    }
    assertSilent(verdicts);
  }

  @Test
  void unknownLossesAreLegal() {
    for (int i = 0; i < 30; i++) {
      epoch(1.0 / (1 + i), Double.NaN);
      epoch(Double.NaN, i);
    }
    assertSilent(verdicts);
  }

  @Test
  void thresholdsAreKept() {
    rule = make("overfitting", Map.of("rise", 10.0));
    for (int i = 0; i < 30; i++) {
      epoch(Math.exp(-0.1 * i), 0.6 + 0.02 * i);
    }
    assertSilent(verdicts);
  }
}
