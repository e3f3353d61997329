package io.gradprobe.runtime.rule.data;

import static io.gradprobe.runtime.rule.HandForwards.stats;
import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandForwards;
import io.gradprobe.runtime.run.LabelMeasurement;
import io.gradprobe.runtime.run.LossInfo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConstantLabelRuleTest {

  private final HandForwards steps = new HandForwards(make("constant-label"));

  private void feed(int batches, double... labels) {
    for (int i = 0; i < batches; i++) {
      double[] batch = new double[32];
      for (int s = 0; s < batch.length; s++) {
        batch[s] = labels[s % labels.length];
      }
      steps.input("input", 1, i).labels(batch).end();
    }
  }

  @Test
  void tellsASingleClass() {
    steps.loss = HandForwards.SOFTMAX;
    feed(15, 0);
    assertSilent(steps.verdicts);
    feed(100, 0);
    assertFirst(steps.verdicts, Severity.WARNING, "label", Where.BACKWARD);
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void tellsAConstantTargetOfADataset() {
    steps.loss = HandForwards.SQUARED;
    steps.dataset = 960;
    feed(40, 0.5);
    assertFirst(steps.verdicts, Severity.WARNING, "label", Where.BACKWARD);
  }

  @Test
  void aLossOfTheProgramsOwnMayIgnoreThem() {
    steps.dataset = 960;
    steps.loss = new LossInfo("Reconstruction", LossInfo.Kind.OTHER, -1, 10, false, false);
    feed(100, 0);
    assertFirst(steps.verdicts, Severity.INFO, "label", Where.BACKWARD);
    HandForwards contrastive = new HandForwards(make("constant-label"));
    contrastive.loss = new LossInfo("softmax", LossInfo.Kind.SOFTMAX, 32, -1, false, false);
    for (int i = 0; i < 50; i++) {
      contrastive.labels(new double[32]).end();
    }
    assertFirst(contrastive.verdicts, Severity.INFO, "label", Where.BACKWARD);
  }

  @Test
  void aPenaltyBesideTheFrameworksLossChangesNothing() {
    steps.loss =
        new LossInfo("SoftmaxCrossEntropyLoss", LossInfo.Kind.SOFTMAX, 10, 10, false, false);
    feed(100, 0);
    assertFirst(steps.verdicts, Severity.WARNING, "label", Where.BACKWARD);
  }

  @Test
  void targetsThatTheProgramSetsAreLegal() {
    steps.loss = HandForwards.BINARY;
    feed(500, 1);
    steps.loss = HandForwards.SQUARED;
    feed(500, 1);
    assertSilent(steps.verdicts);
  }

  @Test
  void aDatasetSortedByClassIsReadToItsEnd() {
    steps.loss = HandForwards.SOFTMAX;
    steps.dataset = 6400;
    for (int c = 0; c < 10; c++) {
      feed(20, c);
    }
    feed(400, 0);
    assertSilent(steps.verdicts);
  }

  @Test
  void severalClassesOrNumbersAreLegal() {
    steps.loss = HandForwards.SOFTMAX;
    feed(200, 0, 1);
    steps.end();
    feed(200, Double.NaN);
    assertSilent(steps.verdicts);
  }

  @Test
  void rowsWithASingleOneAreCountedByItsPlace() {
    for (long[] counts : List.of(new long[] {0, 32, 0}, new long[] {10, 12, 10})) {
      HandForwards run = new HandForwards(make("constant-label"));
      run.loss = HandForwards.SOFTMAX;
      for (int i = 0; i < 50; i++) {
        run.labels =
            new LabelMeasurement(
                "label", "float32", "(32, 3)", 32, stats(0, 1, 0.6, 96), true, counts, true);
        run.end();
      }
      assertEquals(counts[0] == 0 ? 1 : 0, run.verdicts.size());
    }
  }

  @Test
  void thresholdsAreKept() {
    HandForwards strict =
        new HandForwards(make("constant-label", Map.of("samples", 2.0, "batches", 1.0)));
    strict.loss = HandForwards.SOFTMAX;
    strict.labels(4, 4).end();
    assertEquals(1, strict.verdicts.size());
  }
}
