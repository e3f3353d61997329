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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplodingActivationRuleTest {

  private final HandForwards steps = new HandForwards(make("exploding-activation"));

  private void chain(double first, double factor, int blocks) {
    double rms = first;
    for (int i = 1; i <= blocks; i++) {
      steps.layer("0" + i + "Rows_Linear", rms * 1.3).block("0" + i + "Rows", rms);
      rms *= factor;
    }
    steps.layer("09Linear", rms).block("SequentialBlock", rms).end();
  }

  @Test
  void tellsTheFirstBlockThatGrows() {
    steps.loss = HandForwards.SOFTMAX;
    chain(0.5, 10, 5);
    Verdict verdict = assertFirst(steps.verdicts, Severity.WARNING, "02Rows", Where.FORWARD);
    assertEquals(1e4, verdict.value(), 1);
    assertTrue(verdict.message().contains("in 4 blocks"), verdict.message());
    for (int i = 0; i < 20; i++) {
      chain(0.5, 10, 5);
    }
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void tellsAgainAfterItWasOver() {
    steps.loss = HandForwards.SOFTMAX;
    chain(0.5, 10, 5);
    chain(0.5, 1, 5);
    chain(0.5, 10, 5);
    assertEquals(2, steps.verdicts.size());
  }

  @Test
  void slowGrowthAddsUp() {
    steps.loss = HandForwards.SOFTMAX;
    steps.layer("00Linear", 1);
    double rms = 1;
    for (int i = 1; i < 13; i++) {
      rms *= 2;
      steps.layer(i + "Linear", rms).block(i + "ReLU", 0.7 * rms);
    }
    steps.block("Net", 1).end();
    assertFirst(steps.verdicts, Severity.WARNING, "2Linear", Where.FORWARD);
  }

  @Test
  void looksIntoNestedBlocks() {
    steps.loss = HandForwards.SOFTMAX;
    double rms = 1;
    for (String child : List.of("a", "b", "c", "d", "e")) {
      steps.layer("01Body_" + child, rms);
      rms *= 10;
    }
    steps.block("01Body", rms).layer("02Head", 1).block("Net", 1).end();
    assertFirst(steps.verdicts, Severity.WARNING, "01Body_b", Where.FORWARD);
  }

  @Test
  void aLargeOutputForLargeTargetsIsLegal() {
    steps.loss = HandForwards.SQUARED;
    for (int i = 0; i < 10; i++) {
      steps.labels(2000, 5000, -3000);
      steps.layer("01Linear", 1).block("02ReLU", 4).layer("03Linear", 40);
      steps.block("04ReLU", 300).layer("05Linear", 2000).layer("06Linear", 4000);
      steps.block("Net", 4000).end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void hiddenOutputsFarAboveTheTargetsAreNot() {
    steps.loss = HandForwards.SQUARED;
    steps.labels(1, -1, 0.5);
    steps.layer("1", 1).layer("2", 10).layer("3", 100).layer("4", 2000).layer("5", 1);
    steps.block("Net", 1).end();
    assertFirst(steps.verdicts, Severity.WARNING, "2", Where.FORWARD);
  }

  @Test
  void oneJumpZerosAndUnscaledInputsAreLegal() {
    steps.loss = HandForwards.SOFTMAX;
    steps.layer("1", 1e-3).layer("2", 1e4).layer("3", 1e4).layer("4", 1e4).layer("5", 1);
    steps.block("Net", 1).end();
    steps.layer("1", 1e6).layer("2", 1e6).layer("3", 1e5).layer("4", 1e6).layer("5", 1);
    steps.block("Net", 1).end();
    steps.layer("1", 0).layer("2", 0).layer("3", 5).layer("4", 10).layer("5", 1);
    steps.block("Net", 1).end();
    assertSilent(steps.verdicts);
  }

  @Test
  void smallNumbersThatNormalisationLiftsAreLegal() {
    steps.loss = HandForwards.SOFTMAX;
    steps.layer("1", 1e-4).layer("2", 1e-3).layer("3", 1e-2).layer("4", 1).layer("5", 1);
    steps.block("Net", 1).end();
    assertSilent(steps.verdicts);
  }

  @Test
  void thresholdsAreKept() {
    HandForwards patient =
        new HandForwards(make("exploding-activation", Map.of("steps", 2.0, "growth", 50.0)));
    patient.loss = HandForwards.SOFTMAX;
    for (int i = 0; i < 2; i++) {
      assertSilent(patient.verdicts);
      patient.layer("1", 10).layer("2", 40).layer("3", 160).layer("4", 640).layer("5", 1);
      patient.block("Net", 1).end();
    }
    assertEquals(1, patient.verdicts.size());
  }

  @Test
  void nothingMeasuredIsNothing() {
    steps.end().block("Net", Double.NaN).end();
    assertSilent(steps.verdicts);
  }
}
