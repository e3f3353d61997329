package io.gradprobe.runtime.rule.data;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandForwards;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SaturatedActivationRuleTest {

  private final HandForwards steps = new HandForwards(make("saturated-activation"));

  private void steps(int count, String block, String function, float derivative) {
    float[] units = new float[16];
    Arrays.fill(units, derivative);
    for (int i = 0; i < count; i++) {
      steps.layer("01Linear", 1).function(block, function, units);
      steps.layer("03Linear", 1).block("Net", 1).end();
    }
  }

  @Test
  void tellsAHiddenTanh() {
    steps(19, "02Tanh", "tanh", 0.001f);
    assertSilent(steps.verdicts);
    steps(60, "02Tanh", "tanh", 0.001f);
    Verdict verdict = assertFirst(steps.verdicts, Severity.WARNING, "02Tanh", Where.FORWARD);
    assertEquals(1, verdict.value());
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void tellsASigmoidThatIsALayer() {
    steps(20, "02Sigmoid", "sigmoid", 0.001f);
    assertFirst(steps.verdicts, Severity.WARNING, "02Sigmoid", Where.FORWARD);
  }

  @Test
  void tellsAgainAfterItWasOver() {
    steps(20, "02Tanh", "tanh", 0.001f);
    steps(1, "02Tanh", "tanh", 0.5f);
    steps(19, "02Tanh", "tanh", 0.001f);
    assertEquals(1, steps.verdicts.size());
    steps(1, "02Tanh", "tanh", 0.001f);
    assertEquals(2, steps.verdicts.size());
  }

  @Test
  void steepUnitsAreHealthy() {
    steps(500, "02Tanh", "tanh", 0.02f);
    assertSilent(steps.verdicts);
  }

  @Test
  void anOutputMaySaturate() {
    float[] units = new float[16];
    for (int i = 0; i < 100; i++) {
      steps.layer("01Linear", 1).function("02Tanh", "tanh", units).block("Net", 1).end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void aNetThatHasLearnedAllMaySaturate() {
    steps.lossValue = 2;
    steps(20, "02Tanh", "tanh", 0.5f);
    for (int i = 0; i < 200; i++) {
      steps.lossValue *= 0.95;
      steps(1, "02Tanh", "tanh", steps.lossValue < 0.02 ? 0.001f : 0.5f);
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void lossesThatAreNotFiniteOrNegativeDecideNothing() {
    steps.lossValue = Double.NaN;
    steps(3, "02Tanh", "tanh", 0.5f);
    steps.lossValue = -3;
    steps(20, "02Tanh", "tanh", 0.001f);
    assertFirst(steps.verdicts, Severity.WARNING, "02Tanh", Where.FORWARD);
  }

  @Test
  void halfOfTheUnitsAndFewUnitsAreLegal() {
    float[] half = new float[16];
    Arrays.fill(half, 0, 8, 0.5f);
    for (int i = 0; i < 100; i++) {
      steps.function("02Tanh", "tanh", half).function("03Tanh", "tanh", 0, 0, 0);
      steps.layer("04Linear", 1).block("Net", 1).end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void thresholdsAreKept() {
    HandForwards strict =
        new HandForwards(make("saturated-activation", Map.of("share", 0.1, "steps", 1.0)));
    float[] units = new float[16];
    Arrays.fill(units, 0, 8, 0.5f);
    strict.function("02Tanh", "tanh", units).layer("03Linear", 1).block("Net", 1).end();
    assertEquals(0.5, strict.verdicts.get(0).value());
  }
}
