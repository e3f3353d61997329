package io.gradprobe.runtime.rule.data;

import static io.gradprobe.runtime.rule.HandForwards.stats;
import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandForwards;
import io.gradprobe.runtime.run.LabelMeasurement;
import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClassImbalanceRuleTest {

  private HandForwards feed(long seed, int batches, LossInfo loss, double... shares) {
    HandForwards steps = new HandForwards(make("class-imbalance"));
    Random random = new Random(seed);
    steps.loss = loss;
    for (int i = 0; i < batches; i++) {
      double[] batch = new double[64];
      for (int s = 0; s < batch.length; s++) {
        double at = random.nextDouble();
        int c = 0;
        while (c < shares.length - 1 && at >= shares[c]) {
          at -= shares[c++];
        }
        batch[s] = c;
      }
      steps.labels(batch).end();
    }
    return steps;
  }

  @Test
  void ninetyNineToOneIsAWarning() {
    for (int seed = 0; seed < 50; seed++) {
      HandForwards steps = feed(seed, 160, HandForwards.SOFTMAX, 0.99, 0.01);
      List<Verdict> verdicts = steps.verdicts;
      assertFalse(verdicts.isEmpty(), "seed " + seed);
      Verdict last = verdicts.get(verdicts.size() - 1);
      assertEquals(Severity.WARNING, last.severity(), "seed " + seed);
      assertEquals("label", last.subject());
      assertTrue(last.message().startsWith("Class 0 is"), last.message());
      assertTrue(verdicts.size() <= 2, verdicts.toString());
    }
  }

  @Test
  void thirtyToOneIsWorthKnowing() {
    HandForwards steps = feed(1, 1000, HandForwards.BINARY, 0.968, 0.032);
    assertFirst(steps.verdicts, Severity.INFO, "label", Where.BACKWARD);
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void tenToOneIsLegal() {
    for (int seed = 0; seed < 50; seed++) {
      assertSilent(feed(seed, 400, HandForwards.SOFTMAX, 0.91, 0.09).verdicts);
      assertSilent(feed(seed, 400, HandForwards.SOFTMAX, 0.6, 0.34, 0.06).verdicts);
    }
  }

  @Test
  void dataSortedByClassAreLegal() {
    HandForwards steps = new HandForwards(make("class-imbalance"));
    steps.loss = HandForwards.SOFTMAX;
    for (int i = 0; i < 1000; i++) {
      double[] batch = new double[64];
      for (int s = 0; s < batch.length; s++) {
        batch[s] = (64L * i + s) / 3000 % 10;
      }
      steps.labels(batch).end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void fewSamplesProveNothing() {
    assertSilent(feed(1, 9, HandForwards.SOFTMAX, 0.99, 0.01).verdicts);
  }

  @Test
  void countsThatAreNoClassesAreNotJudged() {
    assertSilent(feed(1, 400, HandForwards.SQUARED, 0.99, 0.01).verdicts);
    assertSilent(feed(1, 400, LossInfo.UNKNOWN, 0.99, 0.01).verdicts);
  }

  @Test
  void wordsOfATextAreNeverBalanced() {
    HandForwards steps = new HandForwards(make("class-imbalance"));
    steps.loss = HandForwards.SOFTMAX;
    for (int i = 0; i < 100; i++) {
      TensorStats stats = stats(0, 3, 1, 32 * 20);
      long[] counts = {600, 38, 1, 1};
      steps.labels =
          new LabelMeasurement("label", "int64", "(32, 20)", 32, stats, true, counts, false);
      steps.end();
    }
    double[] zipf = new double[40];
    double left = 1;
    for (int c = 0; c < zipf.length; c++) {
      zipf[c] = 0.3 * left;
      left -= zipf[c];
    }
    assertSilent(steps.verdicts);
    LossInfo words = new LossInfo("own", LossInfo.Kind.SOFTMAX, 40, 40, true, false);
    assertSilent(feed(3, 2000, words, zipf).verdicts);
  }

  @Test
  void thresholdsAreKept() {
    HandForwards strict =
        new HandForwards(
            make(
                "class-imbalance",
                Map.of("ratio", 1.0, "severe", 1.5, "samples", 2.0, "batches", 1.0)));
    strict.loss = HandForwards.SOFTMAX;
    double[] labels = new double[400];
    Arrays.fill(labels, 0, 100, 1);
    strict.labels(labels).end();
    assertEquals(Severity.WARNING, strict.verdicts.get(0).severity());
  }
}
