package io.gradprobe.runtime.rule.weight;

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

class DecayWithoutGradientRuleTest {

  private final HandSteps steps = new HandSteps(make("decay-without-gradient"));

  private void steps(int count, double gradient, double update, boolean trainable) {
    for (int i = 0; i < count; i++) {
      steps
          .begin()
          .weight("used_weight", 0.1, 0.5)
          .add("spare_weight", "weight", "float32", trainable, gradient, 0.5, update, update > 0)
          .end();
    }
  }

  @Test
  void tellsDecayOfAParameterWithoutGradient() {
    steps.weightDecay = 0.01;
    steps(2, Double.NaN, 1e-4, true);
    assertSilent(steps.verdicts);
    steps(1, Double.NaN, 1e-4, true);
    Verdict verdict = assertFirst(steps.verdicts, Severity.WARNING, "spare_weight", Where.STEP);
    assertEquals(1e-4, verdict.value());
    assertTrue(verdict.message().contains("0.01"), verdict.message());
  }

  @Test
  void zerosCountAsNoGradient() {
    steps(3, 0, 1e-4, true);
    assertFirst(steps.verdicts, Severity.WARNING, "spare_weight", Where.STEP);
  }

  @Test
  void aParameterThatStandsStillIsLegal() {
    steps(50, Double.NaN, 0, true);
    assertSilent(steps.verdicts);
  }

  @Test
  void aFrozenParameterIsAnotherRulesMatter() {
    steps(50, Double.NaN, 1e-4, false);
    assertSilent(steps.verdicts);
  }

  @Test
  void theMomentumOfABlockThatRunsNowAndThenIsLegal() {
    for (int i = 0; i < 20; i++) {
      steps(1, 0.1, 0.01, true);
      steps(9, 0, 1e-4, true);
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void convergenceIsLegal() {
    for (int i = 0; i < 20; i++) {
      steps.begin().weight("a_weight", 0, 0.5).add("b_weight", "weight", 0, 0.5, 1e-5, true).end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void stepsWhoseUpdateWasNotMeasuredProveNothing() {
    steps.updatesMeasured = false;
    steps(20, Double.NaN, 1e-4, true);
    assertSilent(steps.verdicts);
  }
}
