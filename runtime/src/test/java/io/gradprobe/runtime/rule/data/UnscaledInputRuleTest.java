package io.gradprobe.runtime.rule.data;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandForwards;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnscaledInputRuleTest {

  private final HandForwards steps = new HandForwards(make("unscaled-input"));
  private final Random random = new Random(3);

  /** Feeds batches of 32 samples of features with these means and deviations, in turn. */
  private void feed(int batches, double... meansAndDeviations) {
    for (int i = 0; i < batches; i++) {
      feedOne(meansAndDeviations);
      steps.end();
    }
  }

  private void feedOne(double... meansAndDeviations) {
    double[][] rows = new double[32][meansAndDeviations.length / 2];
    for (double[] row : rows) {
      for (int f = 0; f < row.length; f++) {
        row[f] = meansAndDeviations[2 * f] + meansAndDeviations[2 * f + 1] * random.nextGaussian();
      }
    }
    steps.input("input", rows);
  }

  @Test
  void namesAFeatureAboutALargeMean() {
    feed(7, 0, 1, 0, 1, 1985, 20);
    assertSilent(steps.verdicts);
    feed(50, 0, 1, 0, 1, 1985, 20);
    Verdict verdict = assertFirst(steps.verdicts, Severity.WARNING, "input[2]", Where.FORWARD);
    assertEquals(99, verdict.value(), 10);
    assertEquals(10, verdict.threshold());
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void namesAFeatureOfAnotherScale() {
    feed(10, 0, 1, 0, 1, 1500, 900, 0, 1);
    Verdict verdict = assertFirst(steps.verdicts, Severity.WARNING, "input[2]", Where.FORWARD);
    assertEquals(300, verdict.threshold());
    assertTrue(verdict.message().contains("times the other"), verdict.message());
  }

  @Test
  void twoFeaturesAreEnough() {
    feed(10, 0, 1, 0, 5000);
    assertFirst(steps.verdicts, Severity.WARNING, "input[1]", Where.FORWARD);
  }

  @Test
  void namesTheInputWhereMostFeaturesAreSo() {
    feed(10, 290, 3, 300, 5, 0, 1);
    assertTrue(
        assertFirst(steps.verdicts, Severity.WARNING, "input", Where.FORWARD)
            .message()
            .contains("1 more"));
  }

  @Test
  void whatIsNotStandardisedNeedNotBeUnscaled() {
    feed(10, 15, 8, 60, 15, 0, 0.01, 4, 0.2, 33, 78);
    feed(10, 5, 0, 0, 1, 1, 0.01);
    assertSilent(steps.verdicts);
  }

  @Test
  void countsOfWordsAndConstantColumnsAreLegal() {
    for (int i = 0; i < 100; i++) {
      double[][] rows = new double[32][12];
      for (double[] row : rows) {
        row[0] = 1000;
        row[1] = 20 + random.nextInt(60);
        row[2 + random.nextInt(10)] = 1;
      }
      steps.input("counts", rows).end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void aModelThatNormalisesItselfIsLegal() {
    for (int i = 0; i < 30; i++) {
      feedOne(0, 1, 1985, 20);
      steps.block("01BatchNorm", "BatchNorm", 4, 1, false).block("Net", 1).end();
    }
    HandForwards other = new HandForwards(make("unscaled-input"));
    for (int i = 0; i < 30; i++) {
      double[][] rows = {{1, 1980}, {0, 1990}, {-1, 2000}, {1, 2010}};
      for (int k = 0; k < 3; k++) {
        other.input("input", rows);
      }
      other.block("01Scale", 1).layer("02Linear", 1).block("Net", 1).end();
    }
    assertSilent(steps.verdicts);
    assertSilent(other.verdicts);
  }

  @Test
  void aBranchThatScalesBeforeTheFirstLayerIsLegal() {
    for (int i = 0; i < 30; i++) {
      feedOne(0, 1, 30_000, 700);
      steps.block("01Last", 30_000).block("02Scale", 1).layer("03Linear", 1).end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void whatIsScaledAfterTheFirstLayerIsNotTheInput() {
    for (int i = 0; i < 30; i++) {
      feedOne(0, 1, 30_000, 700);
      steps.block("01Flatten", 30_000).layer("02Linear", 30_000).block("03Scale", 1);
      steps.block("04BatchNorm", "BatchNorm", 4, 1, false).end();
    }
    assertFirst(steps.verdicts, Severity.WARNING, "input[1]", Where.FORWARD);
  }

  @Test
  void numbersOfTokensAreLookedUp() {
    for (int i = 0; i < 30; i++) {
      feedOne(0, 1, 20_000, 400);
      steps.block("01Embedding", "TrainableWordEmbedding", 1, 0.1, false).block("Net", 1).end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void thresholdsAreKept() {
    HandForwards strict =
        new HandForwards(
            make(
                "unscaled-input",
                Map.of("mean", 2.0, "mean-size", 1.0, "samples", 2.0, "batches", 1.0)));
    strict.input("x", new double[] {4, 0}, new double[] {6, 1}).end();
    assertEquals("x[0]", strict.verdicts.get(0).subject());
  }
}
