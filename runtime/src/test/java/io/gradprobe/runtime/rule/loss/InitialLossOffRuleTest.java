package io.gradprobe.runtime.rule.loss;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.run.LossInfo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InitialLossOffRuleTest {

  private final HandLosses losses = new HandLosses(make("initial-loss-off"));
  private final double chance = Math.log(6);

  @Test
  void aSumOverTheBatchIsTold() {
    losses.info = HandLosses.SCALED;
    losses.batch = 8;
    losses.measured(8 * chance, 0.1, 0.01, 1).losses(7.5 * chance, 7.2 * chance);
    Verdict verdict = assertFirst(losses.verdicts, Severity.WARNING, "loss", Where.BACKWARD);
    assertTrue(verdict.message().contains("8 samples: summed"), verdict.message());
    losses.losses(100, i -> 8 * chance);
    assertEquals(1, losses.verdicts.size());
  }

  @Test
  void aFrameworksMeanIsNoSumThoughItsFactorBeTheBatch() {
    losses.info = HandLosses.SOFTMAX;
    losses.batch = 8;
    losses.measured(8 * chance, 0.1, 0.01, 1).losses(7.5 * chance, 7.2 * chance);
    assertSilent(losses.verdicts);
  }

  @Test
  void aHugeFirstLossIsTold() {
    losses.info = HandLosses.BINARY;
    losses.losses(40, 35, 30);
    Verdict verdict = assertFirst(losses.verdicts, Severity.WARNING, "loss", Where.BACKWARD);
    assertEquals(40, verdict.value());
    assertTrue(verdict.message().contains("58 times log 2"), verdict.message());
  }

  @Test
  void lowAndUsualFirstLossesAreLegal() {
    for (double first : new double[] {0, 1e-6, 0.1, 0.9, 1, 2, 5}) {
      HandLosses run = new HandLosses(make("initial-loss-off"));
      run.info = HandLosses.SOFTMAX;
      run.measured(first * chance, 0.1, 0.01, 1).losses(10, i -> first * chance);
      assertSilent(run.verdicts);
    }
  }

  @Test
  void aColdStartThatIsGoneAtOnceIsLegal() {
    losses.info = HandLosses.SOFTMAX;
    losses.losses(100, 4, 3);
    assertSilent(losses.verdicts);
  }

  @Test
  void unknownLossesAndOddNumbersAreLegal() {
    losses.losses(1e6, 1e6, 1e6);
    assertSilent(losses.verdicts);
    HandLosses odd = new HandLosses(make("initial-loss-off"));
    odd.info = HandLosses.SOFTMAX;
    odd.losses(Double.NaN, 1e6, 1e6, 1e6).losses(1e6);
    assertSilent(odd.verdicts);
  }

  @Test
  void aSumByAFactorIsTold() {
    losses.info = HandLosses.SCALED;
    losses.batch = 32;
    losses.measured(40 * chance, 0.1, 0.01, 1).losses(38 * chance, 36 * chance);
    assertFirst(losses.verdicts, Severity.WARNING, "loss", Where.BACKWARD);
  }

  @Test
  void aSumInAnExpressionOfTheProgramsOwnIsAHint() {
    losses.info = HandLosses.GUESSED;
    losses.batch = 32;
    losses.measured(40 * chance, 0.1, 0.01, 1).losses(38 * chance, 36 * chance);
    assertFirst(losses.verdicts, Severity.INFO, "loss", Where.BACKWARD);
    assertEquals(1, losses.verdicts.size());
  }

  @Test
  void otherFactorsAndTermsAreLegal() {
    for (LossInfo info : List.of(HandLosses.GUESSED, HandLosses.SCALED)) {
      for (double factor : new double[] {20, 77, 1024, 65536}) {
        HandLosses run = new HandLosses(make("initial-loss-off"));
        run.info = info;
        run.measured(factor * chance, 0.1, 0.01, 1).losses(10, i -> factor * chance);
        assertSilent(run.verdicts);
      }
    }
  }

  @Test
  void thresholdsAreKept() {
    HandLosses patient = new HandLosses(make("initial-loss-off", Map.of("times", 100.0)));
    patient.info = HandLosses.BINARY;
    patient.losses(40, 40, 40);
    assertSilent(patient.verdicts);
  }
}
