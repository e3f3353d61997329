package io.gradprobe.runtime.rule.weight;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Where;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class UpdateRatioRuleTest {
  private final HandUpdates steps = new HandUpdates(make("update-ratio"));

  private void run(int count, IntToDoubleFunction ratio, IntToDoubleFunction loss) {
    for (int i = 0; i < count; i++) {
      steps.loss = loss.applyAsDouble(i);
      steps.weight("a_weight", 0.5, ratio.applyAsDouble(i), 1, false).end();
    }
  }

  @Test
  void tellsUpdatesTooLargeForWeightsThatLearnNothing() {
    Random random = new Random(1);
    run(31, i -> 0.2, i -> 1 + 0.1 * random.nextDouble());
    assertSilent(steps.verdicts);
    run(100, i -> 0.2, i -> 1 + 0.1 * random.nextDouble());
    assertFirst(steps.verdicts, Severity.WARNING, "a_weight", Where.STEP);
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void tellsUpdatesTooSmallFromTheStart() {
    run(64, i -> 2e-8, i -> 1);
    assertFirst(steps.verdicts, Severity.WARNING, "a_weight", Where.STEP);
  }

  @Test
  void smallUpdatesOfARunSeenLateAreLegal() {
    steps.step = 5000;
    run(200, i -> 2e-8, i -> 1e-8);
    assertSilent(steps.verdicts);
  }

  @Test
  void largeUpdatesThatLearnAreLegal() {
    run(200, i -> 0.3, i -> Math.exp(-0.01 * i));
    assertSilent(steps.verdicts);
  }

  @Test
  void fewLargeUpdatesAreLegal() {
    run(300, i -> i % 2 == 0 ? 0.01 : 0.5 / (1 + i), i -> 1);
    assertSilent(steps.verdicts);
  }

  @Test
  void aScheduleThatEndsNearZeroIsLegal() {
    run(500, i -> 0.01 * Math.exp(-0.05 * i), i -> 1);
    assertSilent(steps.verdicts);
  }

  @Test
  void aWarmUpIsLegal() {
    for (int i = 0; i < 200; i++) {
      steps.rate = 1e-9 * (i + 1);
      steps.weight("a_weight", 0.5, steps.rate, 1, false).end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void biasesAndWeightsNearZeroHaveNoSize() {
    for (int i = 0; i < 100; i++) {
      steps.parameter("a_bias", "bias", "(4)", 0.5, 0.5, 1, false);
      steps.weight("a_weight", 1e-4, 0.5, 1, false).end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void anUnknownLossProvesNothing() {
    run(100, i -> 0.2, i -> Double.NaN);
    assertSilent(steps.verdicts);
  }
}
