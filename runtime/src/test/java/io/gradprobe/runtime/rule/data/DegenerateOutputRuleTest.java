package io.gradprobe.runtime.rule.data;

import static io.gradprobe.runtime.rule.HandForwards.stats;
import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandForwards;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DegenerateOutputRuleTest {

  private final HandForwards steps = new HandForwards(make("degenerate-output"));

  private void different() {
    steps.input("input", 1, steps.step());
  }

  private void oneUnit(int count, String shape, double min, double max) {
    for (int i = 0; i < count; i++) {
      different();
      steps.layer("01Linear", 1).softmax("02Head", "softmax", shape, min, max, "Head.java:5");
      steps.block("Net", 1).end();
    }
  }

  @Test
  void tellsASoftmaxOverOneUnitAtItsLine() {
    oneUnit(2, "(32, 1)", 1, 1);
    assertSilent(steps.verdicts);
    oneUnit(30, "(32, 1)", 1, 1);
    Verdict verdict = assertFirst(steps.verdicts, Severity.WARNING, "02Head", Where.FORWARD);
    assertEquals("Head.java:5", verdict.location());
    assertTrue(verdict.message().contains("single unit"), verdict.message());
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void aLogarithmOfItIsAlwaysZero() {
    for (int i = 0; i < 3; i++) {
      steps.softmax("Net", "logSoftmax", "(32, 1)", 0, 0, "Net.java:2").block("Net", 1).end();
    }
    assertFirst(steps.verdicts, Severity.WARNING, "Net", Where.FORWARD);
  }

  @Test
  void attentionOverOneKeyAndWeightsOfSamplesAreLegal() {
    oneUnit(50, "(8, 4, 3, 1)", 1, 1);
    oneUnit(50, "(32, 1)", 0.01, 0.2);
    oneUnit(50, "(1, 1)", 1, 1);
    oneUnit(50, "(32, 10)", 0, 1);
    oneUnit(50, "odd", 1, 1);
    assertSilent(steps.verdicts);
  }

  @Test
  void aSoftmaxThatIsSometimesOverOneUnitIsLegal() {
    for (int i = 0; i < 50; i++) {
      oneUnit(2, "(32, 1)", 1, 1);
      oneUnit(1, "(32, 2)", 0.1, 0.9);
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void tellsTheModelsSoftmaxWhereTheLossTakesAnother() {
    for (int i = 0; i < 3; i++) {
      steps.layer("01Linear", 1);
      steps.softmax("02Lambda", "softmax", "(32, 3)", 0.1, 0.8, "Net.java:5").block("Net", 1);
      steps.softmax("Net", "softmaxTwice", "(32, 3)", -1, -0.5, "Net.java:9").end();
    }
    Verdict verdict = assertFirst(steps.verdicts, Severity.WARNING, "02Lambda", Where.FORWARD);
    assertEquals("Net.java:5", verdict.location());
    assertTrue(verdict.message().contains("another softmax"), verdict.message());
  }

  @Test
  void takesTheSecondWhereTheFirstIsNotKnown() {
    for (int i = 0; i < 3; i++) {
      steps.softmax("02Lambda", "softmaxTwice", "(32, 3)", 0.1, 0.8, "Net.java:5");
      steps.block("Net", 1).end();
    }
    assertFirst(steps.verdicts, Severity.WARNING, "02Lambda", Where.FORWARD);
  }

  @Test
  void normalisingALogarithmAgainChangesNothing() {
    for (int i = 0; i < 50; i++) {
      steps.softmax("02Lambda", "logSoftmax", "(32, 3)", -3, -0.5, "Net.java:5").block("Net", 1);
      steps.softmax("Net", "softmaxTwice", "(32, 3)", -3, -0.5, "Net.java:9").end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void severalAttentionsOneAfterAnotherAreLegal() {
    for (int i = 0; i < 50; i++) {
      steps.softmax("01Attention", "softmax", "(32, 5, 5)", 0, 1, "Net.java:5");
      steps.softmax("02Attention", "softmax", "(32, 5, 5)", 0, 1, "Net.java:5");
      steps.block("Net", 1).softmax("Net", "logSoftmax", "(32, 3)", -3, 0, "").end();
    }
    assertSilent(steps.verdicts);
  }

  private void same(int count, double value) {
    for (int i = 0; i < count; i++) {
      different();
      steps.layer("01Linear", 1).block("02Parts_Left", "Linear", 2, 1, false);
      TensorStats parts = stats(0, 0, 0, 64);
      steps.block("02Parts", "Parts", 0, "(32, 8)", parts, true);
      steps.block("03Linear", "Linear", 2, "(32, 1)", stats(value, value, value, 32), true);
      steps.block("Net", "Net", 0, "(32, 1)", stats(value, value, value, 32), true).end();
    }
  }

  @Test
  void tellsTheBlockFromWhichOnAllOutputsAreAlike() {
    same(7, 0.3);
    assertSilent(steps.verdicts);
    same(40, 0.3);
    Verdict verdict = assertFirst(steps.verdicts, Severity.WARNING, "02Parts", Where.FORWARD);
    assertTrue(verdict.message().contains("same for all samples"), verdict.message());
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void aModelThatBeginsWithZerosAndMovesIsLegal() {
    for (int i = 0; i < 50; i++) {
      same(7, 0);
      different();
      steps.layer("01Linear", 1).block("Net", 1).end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void aSureAnswerAndEqualInputsAreLegal() {
    same(50, 1);
    same(50, -1);
    steps.equalInputs = true;
    same(50, 0.3);
    steps.equalInputs = false;
    steps.samples = 1;
    same(50, 0.3);
    assertSilent(steps.verdicts);
  }

  @Test
  void thresholdsAreKept() {
    HandForwards strict =
        new HandForwards(
            make("degenerate-output", Map.of("softmax-steps", 1.0, "same-steps", 1.0)));
    strict
        .input("input", 1, 1)
        .softmax("a", "softmax", "(9, 1)", 1, 1, "A:1")
        .block("Net", 1)
        .end();
    strict.input("input", 1, 1).block("Net", "Net", 0, 1, true).end();
    assertEquals(2, strict.verdicts.size());
  }
}
