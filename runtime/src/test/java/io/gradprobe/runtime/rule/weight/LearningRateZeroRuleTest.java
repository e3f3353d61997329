package io.gradprobe.runtime.rule.weight;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearningRateZeroRuleTest {

  private final HandLoop loop = new HandLoop(make("learning-rate-zero"), HandRun.small());

  private void steps(double... rates) {
    for (double rate : rates) {
      loop.forward()
          .backward()
          .step(
              s -> {
                s.learningRateKnown = true;
                s.learningRate = rate;
              });
    }
  }

  @Test
  void tellsAScheduleThatHasEndedTooEarly() {
    steps(0.2, 0.1, 0, 0);
    assertSilent(loop.verdicts);
    steps(0);
    assertFirst(loop.verdicts, Severity.WARNING, "01Linear_weight", Where.HERE);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void tellsAnIllegalRateAtOnce(double rate) {
    steps(0.1, rate);
    Verdict verdict = assertFirst(loop.verdicts, Severity.ERROR, "01Linear_weight", Where.HERE);
    assertEquals(rate, verdict.value());
  }

  @Test
  void theFirstStepOfAWarmUpAndTheLastOfAScheduleAreLegal() {
    steps(0, 0.1, 0.2, 0.1, 0, 0.2, 0.1, 0, 0);
    assertSilent(loop.verdicts);
  }

  @Test
  void anUnknownRateIsLegal() {
    loop.train(10);
    assertSilent(loop.verdicts);
  }
}
