package io.gradprobe.runtime.rule.gradient;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandSteps;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExplodingGradientRuleTest {

  private final HandSteps steps = new HandSteps(make("exploding-gradient"));
  private final Random random = new Random(7);

  /** Layers whose gradients grow by factors from each layer to the one before it. */
  private void stack(int count, int layers, double weightFactor, double biasFactor) {
    for (int i = 0; i < count; i++) {
      steps.begin();
      for (int layer = 0; layer < layers; layer++) {
        int depth = layers - 1 - layer;
        steps
            .weight("layer" + layer + "_weight", Math.pow(weightFactor, depth) * noise(), 0.5)
            .bias("layer" + layer + "_bias", Math.pow(biasFactor, depth) * noise());
      }
      steps.end();
    }
  }

  private double noise() {
    return Math.exp(0.5 * random.nextGaussian());
  }

  @Test
  void tellsGrowthTowardsTheInput() {
    steps.rate = 1e-9;
    stack(29, 11, 3.5, 3.5);
    assertSilent(steps.verdicts);
    stack(100, 11, 3.5, 3.5);
    Verdict verdict = steps.verdicts.get(0);
    assertEquals(Severity.WARNING, verdict.severity());
    assertTrue(verdict.subject().matches("layer[01]_weight"), verdict.subject());
    assertTrue(verdict.value() > verdict.threshold(), verdict.toString());
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void tellsGrowthOfTheErrorSignalInALinearStack() {
    // Activations grow towards the output as the signal grows towards the input.
    stack(60, 11, 1, 3.5);
    Verdict verdict = steps.verdicts.get(0);
    assertTrue(verdict.subject().matches("layer[01]_weight"), verdict.subject());
  }

  @Test
  void tellsALayerThatDwarfsTheOthersAndIsThrownAbout() {
    for (int i = 0; i < 60; i++) {
      steps.begin();
      for (int layer = 0; layer < 6; layer++) {
        steps.weight("layer" + layer + "_weight", layer == 3 ? 1e3 : 1e-2, 0.5);
      }
      steps.end();
    }
    assertFirst(steps.verdicts, Severity.WARNING, "layer3_weight", Where.BACKWARD);
  }

  @Test
  void aLayerThatDwarfsTheOthersAndLearnsGentlyIsLegal() {
    // Residual branches scaled by 1e-6, as in networks with layer scale.
    for (int i = 0; i < 100; i++) {
      steps.begin();
      for (int layer = 0; layer < 12; layer++) {
        double gradient = layer == 0 || layer == 11 ? 1 : 1e-6;
        steps.add("layer" + layer + "_weight", "weight", gradient, 0.5, 1e-4, true);
      }
      steps.end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void moderateGrowthIsLegal() {
    stack(200, 12, 1.3, 1.6);
    stack(200, 12, 0.5, 0.5);
    assertSilent(steps.verdicts);
  }

  @Test
  void layersOfAnySizeWithoutTrendAreLegal() {
    for (int i = 0; i < 200; i++) {
      steps.begin();
      for (int layer = 0; layer < 10; layer++) {
        double size = (layer * 7) % 10;
        steps.add(
            "layer" + layer + "_weight", "weight", Math.pow(3, size) * noise(), 0.5, 1e-3, true);
      }
      steps.end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void aFewWildStepsAreLegal() {
    for (int i = 0; i < 20; i++) {
      stack(3, 11, 3.5, 3.5);
      stack(10, 11, 1, 1);
    }
    assertSilent(steps.verdicts);
  }
}
