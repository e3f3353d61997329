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
import org.junit.jupiter.api.Test;

class VanishingGradientRuleTest {

  private final HandSteps steps = new HandSteps(make("vanishing-gradient"));

  /** A stack of layers whose gradient changes by a factor from each layer to the one before it. */
  private void stack(int count, int layers, double last, double factor) {
    for (int i = 0; i < count; i++) {
      steps.begin();
      for (int layer = 0; layer < layers; layer++) {
        double gradient = last * Math.pow(factor, layers - 1 - layer);
        steps.weight(name(layer), gradient, 0.3).bias("layer" + layer + "_bias", gradient);
      }
      steps.end();
    }
  }

  private static String name(int layer) {
    return "layer" + layer + "_weight";
  }

  @Test
  void tellsADeepSigmoidStack() {
    steps.rate = 0.05;
    stack(29, 13, 0.01, 0.27);
    assertSilent(steps.verdicts);
    stack(100, 13, 0.01, 0.27);
    Verdict verdict =
        assertFirst(steps.verdicts, Severity.WARNING, "layer0_weight", Where.BACKWARD);
    assertTrue(verdict.value() < verdict.threshold(), verdict.toString());
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void tellsItWhereUpdatesAreNeverMeasured() {
    steps.updatesMeasured = false;
    stack(60, 13, 0.01, 0.2);
    assertFirst(steps.verdicts, Severity.WARNING, "layer0_weight", Where.BACKWARD);
  }

  @Test
  void anOptimizerThatRescalesIsLegal() {
    for (int i = 0; i < 100; i++) {
      steps.begin();
      for (int layer = 0; layer < 13; layer++) {
        double gradient = 0.01 * Math.pow(0.27, 12 - layer);
        steps.add(name(layer), "weight", gradient, 0.3, 0.001, true);
      }
      steps.end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void aTinyLearningRateIsAnotherMatter() {
    steps.rate = 1e-9;
    stack(100, 8, 0.01, 0.9);
    assertSilent(steps.verdicts);
  }

  @Test
  void layersOfDifferentSizeAreLegal() {
    stack(100, 8, 0.01, 0.5);
    stack(100, 8, 0.01, 2);
    assertSilent(steps.verdicts);
  }

  @Test
  void convergenceIsLegal() {
    steps.rate = 0.05;
    stack(8, 13, 0.01, 0.9);
    steps.loss = 1e-4;
    stack(60, 13, 1e-6, 0.9);
    stack(60, 13, 1e-6, 0.27);
    assertSilent(steps.verdicts);
  }

  @Test
  void gradientsThatGrowTowardsTheInputAreAnotherRulesMatter() {
    steps.rate = 1e-6;
    stack(100, 13, 1e-3, 5);
    assertSilent(steps.verdicts);
  }

  @Test
  void fewLayersAreTooFewToJudge() {
    stack(100, 3, 0.01, 1e-5);
    assertSilent(steps.verdicts);
  }

  @Test
  void anEmbeddingsUnusedRowsDoNotCount() {
    for (int i = 0; i < 100; i++) {
      steps.begin().weight("embedding", 1e-2, 0.3);
      for (int layer = 1; layer < 6; layer++) {
        steps.weight(name(layer), 1e-2, 0.3);
      }
      steps.end();
    }
    assertSilent(steps.verdicts);
  }
}
