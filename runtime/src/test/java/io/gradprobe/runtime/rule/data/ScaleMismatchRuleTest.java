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
import org.junit.jupiter.api.Test;

class ScaleMismatchRuleTest {

  private final HandForwards steps = new HandForwards(make("scale-mismatch"));

  private void join(int count, String operation, String location, double... sizes) {
    for (int i = 0; i < count; i++) {
      steps.join("01Wide", operation, location, sizes).block("Net", 1).end();
    }
  }

  @Test
  void tellsAConcatenationAtItsLine() {
    join(4, "concat", "Wide.java:9", 0.6, 87_500);
    assertSilent(steps.verdicts);
    join(20, "concat", "Wide.java:9", 0.6, 87_500);
    Verdict verdict = assertFirst(steps.verdicts, Severity.WARNING, "01Wide", Where.FORWARD);
    assertEquals("Wide.java:9", verdict.location());
    assertEquals(145_833, verdict.value(), 1);
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void keepsALineThatWasSeenOnce() {
    join(1, "concat", "Wide.java:9", 1, 1e6);
    join(10, "concat", "", 1, 1e6);
    assertEquals("Wide.java:9", steps.verdicts.get(0).location());
  }

  @Test
  void waitsForTheLineButNotForever() {
    join(20, "concat", "", 1, 1e6);
    assertSilent(steps.verdicts);
    join(1, "concat", "", 1, 1e6);
    assertEquals("", steps.verdicts.get(0).location());
  }

  @Test
  void tellsASkipThatDrownsItsBranch() {
    join(10, "add", "Net.java:3", 2e5, 3);
    assertTrue(
        assertFirst(steps.verdicts, Severity.WARNING, "01Wide", Where.FORWARD)
            .message()
            .contains("sum"));
  }

  @Test
  void branchesThatBeginNearZeroAreLegal() {
    join(30, "add", "Net.java:3", 1, 1e-7);
    join(30, "add", "Net.java:3", 1, 0);
    join(30, "concat", "Net.java:3", 0.001, 20);
    join(30, "concat", "Net.java:3", 0, 1e7);
    join(30, "concat", "Net.java:3", Double.NaN, 1e7, 1e7);
    assertSilent(steps.verdicts);
  }

  @Test
  void masksOfScoresAreLegal() {
    for (int i = 0; i < 30; i++) {
      steps.join("01Attention", "add", "Net.java:3", 1, 1e9);
      steps.softmax("01Attention", "softmax", "(32, 5, 5)", 0, 1, "").block("Net", 1).end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void aSumInTheTargetsUnitIsLegal() {
    steps.loss = HandForwards.SQUARED;
    sums(30_000, 30_200, 1.58);
    assertSilent(steps.verdicts);
    sums(30, 30_200, 1.58);
    assertFirst(steps.verdicts, Severity.WARNING, "01Wide", Where.FORWARD);
  }

  @Test
  void numbersOfClassesSetNoScale() {
    steps.loss = HandForwards.SOFTMAX;
    sums(500, 2000, 0.01);
    assertFirst(steps.verdicts, Severity.WARNING, "01Wide", Where.FORWARD);
  }

  @Test
  void aConcatenationIsInNoUnit() {
    steps.loss = HandForwards.SQUARED;
    for (int i = 0; i < 10; i++) {
      steps.labels(30_000, -30_000);
      join(1, "concat", "Net.java:3", 30_200, 1.58);
    }
    assertFirst(steps.verdicts, Severity.WARNING, "01Wide", Where.FORWARD);
  }

  private void sums(double label, double... sizes) {
    for (int i = 0; i < 10; i++) {
      steps.labels(label, label);
      join(1, "add", "Net.java:3", sizes);
    }
  }

  @Test
  void aLoneBatchIsNot() {
    for (int i = 0; i < 50; i++) {
      join(4, "concat", "Wide.java:9", 1, 1e6);
      join(1, "concat", "Wide.java:9", 1, 1);
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void stepsWhoseForwardWasNotReadChangeNothing() {
    for (int i = 0; i < 5; i++) {
      join(1, "concat", "Wide.java:9", 1, 1e6);
      steps.end();
    }
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void thresholdsAreKept() {
    HandForwards strict =
        new HandForwards(make("scale-mismatch", Map.of("ratio", 10.0, "size", 1.0, "steps", 1.0)));
    strict.join("a", "concat", "A:1", 1, 9).end();
    assertSilent(strict.verdicts);
    strict.join("a", "concat", "A:1", 1, 11).end();
    assertEquals(
        10, assertFirst(strict.verdicts, Severity.WARNING, "a", Where.FORWARD).threshold());
  }
}
