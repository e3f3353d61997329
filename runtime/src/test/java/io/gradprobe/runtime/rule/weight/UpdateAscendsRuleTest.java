package io.gradprobe.runtime.rule.weight;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.run.LossInfo;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateAscendsRuleTest {
  private final HandUpdates steps = new HandUpdates(make("update-ascends"));

  private void run(int count, IntToDoubleFunction cosine, IntToDoubleFunction loss) {
    for (int i = 0; i < count; i++) {
      steps.loss = loss.applyAsDouble(i);
      steps.weight("a_weight", 0.5, 0.01, cosine.applyAsDouble(i), false);
      steps.weight("b_weight", 0.5, 0.01, cosine.applyAsDouble(i), false).end();
    }
  }

  @Test
  void tellsAFlippedSignOnceItsWindowIsFull() {
    run(19, i -> -1, i -> 1 + 0.01 * i);
    assertSilent(steps.verdicts);
    run(30, i -> -1, i -> 1.2 + 0.01 * i);
    assertFirst(steps.verdicts, Severity.ERROR, "a_weight", Where.STEP);
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void aLossThatTheFrameworkDoesNotKnowMayBeMaximised() {
    steps.info = LossInfo.UNKNOWN;
    run(100, i -> -1, i -> 1 + 0.01 * i);
    assertSilent(steps.verdicts);
  }

  @Test
  void aLossThatFallsAllTheSameIsLegal() {
    run(100, i -> -0.5, i -> 10 - 0.05 * i);
    assertSilent(steps.verdicts);
  }

  @Test
  void aNegativeLearningRateIsAnotherRulesMatter() {
    steps.rate = -0.1;
    run(100, i -> -1, i -> 1 + 0.01 * i);
    assertSilent(steps.verdicts);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void momentumThatSwingsAroundAMinimumIsLegal(int seed) {
    Random random = new Random(seed);
    run(2000, i -> Math.sin(0.4 * i) * 0.8 + 0.2 * random.nextGaussian(), i -> 1);
    run(2000, i -> 0.1 + 0.3 * random.nextGaussian(), i -> 1 + 0.1 * random.nextGaussian());
    assertSilent(steps.verdicts);
  }

  @Test
  void unknownDirectionsAreNoEvidence() {
    run(100, i -> Double.NaN, i -> 1);
    run(100, i -> -1, i -> Double.NaN);
    steps.end();
    assertSilent(steps.verdicts);
  }
}
