package io.gradprobe.runtime.rule.loss;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LossNegativeRuleTest {

  private final HandLosses losses = new HandLosses(make("loss-negative"));

  @Test
  void aNegativeCrossEntropyIsTold() {
    losses.info = HandLosses.SOFTMAX;
    losses.losses(20, i -> -0.3);
    Verdict verdict = assertFirst(losses.verdicts, Severity.WARNING, "loss", Where.BACKWARD);
    assertEquals(-0.3, verdict.value());
    assertEquals(1, losses.verdicts.size());
  }

  @Test
  void roundingAndNumbersThatAreNoneAreLegal() {
    losses.info = HandLosses.SOFTMAX;
    losses.losses(50, i -> -1e-7);
    losses.losses(Double.NaN, Double.NEGATIVE_INFINITY, Double.NaN, Double.NEGATIVE_INFINITY);
    losses.losses(-1, -1);
    assertSilent(losses.verdicts);
  }

  @Test
  void aLikelihoodMayBeNegative() {
    losses.losses(50, i -> -5 - i);
    assertSilent(losses.verdicts);
  }

  @Test
  void thresholdsAreKept() {
    HandLosses tolerant =
        new HandLosses(make("loss-negative", Map.of("tolerance", 1.0, "steps", 5.0)));
    tolerant.info = HandLosses.BINARY;
    tolerant.losses(20, i -> -0.9).losses(-2, -2, -2, -2);
    assertSilent(tolerant.verdicts);
    tolerant.losses(-2);
    assertEquals(1, tolerant.verdicts.size());
  }
}
