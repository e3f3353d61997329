package io.gradprobe.runtime.rule.weight;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandSteps;
import org.junit.jupiter.api.Test;

class WeightNotUpdatingRuleTest {

  private final HandSteps steps = new HandSteps(make("weight-not-updating"));

  /** One parameter that moves, and one that stands still or not. */
  private void steps(int count, double gradient, double weight, boolean changes) {
    steps(count, gradient, weight, changes, "float32");
  }

  private void steps(int count, double gradient, double weight, boolean changes, String type) {
    for (int i = 0; i < count; i++) {
      double update = changes ? steps.rate * gradient : 0;
      steps
          .begin()
          .add("a_weight", "weight", type, true, gradient, weight, update, changes)
          .weight("b_weight", 0.1, 0.5)
          .end();
    }
  }

  @Test
  void tellsAnUpdateThatIsThrownAway() {
    steps(2, 0.1, 0.5, false);
    assertSilent(steps.verdicts);
    steps(1, 0.1, 0.5, false);
    Verdict verdict = assertFirst(steps.verdicts, Severity.WARNING, "a_weight", Where.STEP);
    assertTrue(verdict.advice().contains("copy"), verdict.advice());
  }

  @Test
  void tellsItWhereTheLearningRateIsUnknown() {
    steps.rate = Double.NaN;
    for (int i = 0; i < 3; i++) {
      steps.begin().add("w1", "weight", 0.1, 0.5, 0, false).end();
    }
    assertFirst(steps.verdicts, Severity.WARNING, "w1", Where.STEP);
  }

  @Test
  void tellsALearningRateTooSmallForTheFormat() {
    steps.rate = 1e-12;
    steps(3, 0.1, 0.5, false);
    Verdict verdict = assertFirst(steps.verdicts, Severity.WARNING, "a_weight", Where.STEP);
    assertTrue(verdict.message().contains("float32"), verdict.message());
    assertTrue(verdict.advice().contains("learning rate"), verdict.advice());
  }

  @Test
  void tellsUnderflowInHalfPrecision() {
    steps.rate = 1e-3;
    steps(3, 0.01, 0.5, false, "float16");
    Verdict verdict = assertFirst(steps.verdicts, Severity.WARNING, "a_weight", Where.STEP);
    assertTrue(verdict.message().contains("float16"), verdict.message());
  }

  @Test
  void aWeightThatMovesIsLegal() {
    steps(100, 0.1, 0.5, true);
    assertSilent(steps.verdicts);
  }

  @Test
  void aGradientOfZeroIsLegal() {
    steps(100, 0, 0.5, false);
    assertSilent(steps.verdicts);
  }

  @Test
  void aVanishedGradientIsAnotherRulesMatter() {
    steps(100, 1e-9, 0.5, false);
    assertSilent(steps.verdicts);
  }

  @Test
  void convergenceIsLegal() {
    steps(20, 0.1, 0.5, true);
    steps(100, 1e-8, 0.5, false);
    assertSilent(steps.verdicts);
  }

  @Test
  void aLearningRateOfZeroIsAnotherRulesMatter() {
    steps.rate = 0;
    steps(100, 0.1, 0.5, false);
    assertSilent(steps.verdicts);
  }

  @Test
  void aFrozenParameterIsLegal() {
    for (int i = 0; i < 20; i++) {
      steps.begin().add("a_weight", "weight", "float32", false, 0.1, 0.5, 0, false).end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void stepsWhoseUpdateWasNotMeasuredProveNothing() {
    steps.updatesMeasured = false;
    steps(20, 0.1, 0.5, false);
    assertSilent(steps.verdicts);
  }

  @Test
  void aWeightThatHasMovedIsGivenMoreTime() {
    steps(5, 0.1, 0.5, true);
    steps(11, 0.1, 0.5, false);
    assertSilent(steps.verdicts);
    steps(1, 0.1, 0.5, false);
    assertFirst(steps.verdicts, Severity.WARNING, "a_weight", Where.STEP);
  }
}
