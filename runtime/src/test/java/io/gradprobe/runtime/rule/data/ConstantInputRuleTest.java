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
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConstantInputRuleTest {

  private final HandForwards steps = new HandForwards(make("constant-input"));
  private final Random random = new Random(3);

  /** Feeds batches of 32 samples; a NaN stands for a standardised feature, others are fixed. */
  private void feed(int batches, double... features) {
    for (int i = 0; i < batches; i++) {
      double[][] rows = new double[32][features.length];
      for (double[] row : rows) {
        for (int f = 0; f < row.length; f++) {
          row[f] = Double.isNaN(features[f]) ? random.nextGaussian() : features[f];
        }
      }
      steps.input("input", rows).end();
    }
  }

  private static final double V = Double.NaN;

  @Test
  void namesTheFeature() {
    steps.dataset = 960;
    feed(31, V, V, V, V, V, 3, V, V);
    assertSilent(steps.verdicts);
    feed(100, V, V, V, V, V, 3, V, V);
    Verdict verdict = assertFirst(steps.verdicts, Severity.WARNING, "input[5]", Where.FORWARD);
    assertEquals(0, verdict.value());
    assertTrue(verdict.message().contains("1020") || verdict.message().contains("1024"));
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void zerosAmongStandardisedFeaturesCount() {
    steps.dataset = 960;
    feed(40, V, 0, V, V);
    assertFirst(steps.verdicts, Severity.WARNING, "input[1]", Where.FORWARD);
  }

  @Test
  void aMonthInDataSortedByTimeIsOnlyRemarked() {
    for (int month = 0; month < 20; month++) {
      feed(50, V, V, -1.5 + 0.2 * month, V);
    }
    assertFirst(steps.verdicts, Severity.INFO, "input[2]", Where.FORWARD);
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void aStreamIsJudgedWhenItWasLong() {
    feed(312, V, V, 3, V);
    assertEquals(1, steps.verdicts.size());
    feed(100, V, V, 3, V);
    assertEquals(2, steps.verdicts.size());
    assertEquals(Severity.WARNING, steps.verdicts.get(1).severity());
  }

  @Test
  void theFirstBatchComesAgainWhenAllWereSeen() {
    for (int pass = 0; pass < 2; pass++) {
      random.setSeed(7);
      feed(40, V, V, 3, V);
    }
    assertEquals(2, steps.verdicts.size());
    assertEquals(Severity.WARNING, steps.verdicts.get(1).severity());
  }

  @Test
  void aBatchTrainedOnTwiceIsNoPass() {
    for (int batch = 0; batch < 40; batch++) {
      for (int twice = 0; twice < 2; twice++) {
        random.setSeed(batch);
        feed(1, V, V, 3, V);
      }
    }
    assertFirst(steps.verdicts, Severity.INFO, "input[2]", Where.FORWARD);
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void interceptsAreLegal() {
    feed(100, 1, V, V, V);
    assertSilent(steps.verdicts);
  }

  @Test
  void manyConstantFeaturesAndWideInputsAreLegal() {
    feed(100, 0.3, 0.4, V, V);
    double[] pixels = new double[64];
    Arrays.fill(pixels, V);
    pixels[0] = -0.42;
    feed(100, pixels);
    feed(100, 0.3, V);
    assertSilent(steps.verdicts);
  }

  @Test
  void wordsThatDoNotOccurAreLegal() {
    for (int i = 0; i < 200; i++) {
      double[][] rows = new double[32][20];
      for (double[] row : rows) {
        row[1 + random.nextInt(19)] = 1;
      }
      steps.input("words", rows).end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void aRareFlagIsSeenBeforeTheWholeDatasetIsJudged() {
    steps.dataset = 4000;
    for (int i = 0; i < 125; i++) {
      double[][] rows = new double[32][4];
      for (double[] row : rows) {
        for (int f = 0; f < 3; f++) {
          row[f] = random.nextGaussian();
        }
        row[3] = -0.02;
      }
      rows[5][3] = i == 120 ? 50 : -0.02;
      steps.input("input", rows).end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void featuresThatAreNotReadAreNotJudged() {
    for (int i = 0; i < 100; i++) {
      steps.input("image", 1, i).end();
    }
    steps.input("empty", new double[][] {{}}).end();
    assertSilent(steps.verdicts);
  }

  @Test
  void thresholdsAreKept() {
    HandForwards strict =
        new HandForwards(make("constant-input", Map.of("samples", 2.0, "batches", 1.0)));
    strict.input("x", new double[] {1, 2, 7}, new double[] {2, -3, 7}).end();
    assertEquals("x[2]", strict.verdicts.get(0).subject());
  }
}
