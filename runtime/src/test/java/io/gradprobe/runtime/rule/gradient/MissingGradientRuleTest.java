package io.gradprobe.runtime.rule.gradient;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandLoop;
import io.gradprobe.runtime.rule.HandParameter;
import io.gradprobe.runtime.rule.HandRun;
import org.junit.jupiter.api.Test;

class MissingGradientRuleTest {

  private final HandRun run = HandRun.with("a_weight", "b_weight", "c_weight");
  private final HandLoop loop = new HandLoop(make("missing-gradient"), run);

  MissingGradientRuleTest() {
    run.parameters.forEach(p -> p.gradient(0.1));
  }

  private void steps(int steps) {
    for (int i = 0; i < steps; i++) {
      loop.forward().backward().step(s -> s.measured = true);
    }
  }

  @Test
  void tellsParametersWithoutGradientTogether() {
    run.at(0).noGradient();
    run.at(1).gradient(0);
    steps(2);
    assertSilent(loop.verdicts);
    steps(1);
    Verdict verdict = assertFirst(loop.verdicts, Severity.WARNING, "a_weight", Where.BACKWARD);
    assertEquals(3, verdict.value());
    assertEquals(3, verdict.threshold());
    assertTrue(verdict.message().contains("a_weight and 1 more"), verdict.message());
    assertEquals(1, loop.verdicts.size());
  }

  @Test
  void perfectConvergenceIsLegal() {
    run.parameters.forEach(p -> p.gradient(0));
    for (int i = 0; i < 20; i++) {
      loop.forward()
          .backward()
          .step(
              s -> {
                s.measured = true;
                s.allGradientsZero = true;
              });
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void aParameterThatNoForwardEverUsesIsAHint() {
    run.at(0).noGradient();
    run.at(0).used = false;
    steps(63);
    assertSilent(loop.verdicts);
    steps(100);
    Verdict verdict = assertFirst(loop.verdicts, Severity.INFO, "a_weight", Where.BACKWARD);
    assertEquals(64, verdict.value());
    assertEquals(1, loop.verdicts.size());
  }

  @Test
  void aBlockThatDidNotRunIsLegal() {
    run.at(0).noGradient();
    run.at(0).used = false;
    steps(50);
    assertSilent(loop.verdicts);
  }

  @Test
  void aBlockThatRunsNowAndThenIsLegal() {
    for (int i = 0; i < 50; i++) {
      boolean runs = i % 4 == 0;
      run.at(0).used = runs;
      run.at(0).gradient(runs ? 0.1 : 0);
      steps(1);
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void aFrozenParameterIsLegal() {
    run.at(0).noGradient();
    run.at(0).trainable = false;
    steps(50);
    assertSilent(loop.verdicts);
  }

  @Test
  void aFrozenParametersOldGradientProvesNothing() {
    run.at(0).trainable = false;
    run.at(1).gradient(0);
    run.at(2).gradient(0);
    steps(50);
    assertSilent(loop.verdicts);
  }

  @Test
  void aParameterWithoutElementsIsLegal() {
    run.at(0).gradient = HandParameter.stats(0, 0);
    steps(50);
    assertSilent(loop.verdicts);
  }

  @Test
  void anUnreadGradientProvesNothing() {
    run.at(0).gradient = null;
    steps(50);
    assertSilent(loop.verdicts);
  }

  @Test
  void unmeasuredStepsProveNothing() {
    run.at(0).noGradient();
    loop.train(50);
    assertSilent(loop.verdicts);
  }

  @Test
  void aLayerThatStartsAtZeroIsLegal() {
    // A last layer of zeros lets no gradient through until its first update.
    run.at(0).gradient(0);
    steps(2);
    run.at(0).gradient(0.1);
    steps(20);
    assertSilent(loop.verdicts);
  }

  @Test
  void aParameterThatHadGradientsIsGivenMoreTime() {
    steps(5);
    run.at(0).gradient(0);
    steps(11);
    assertSilent(loop.verdicts);
    steps(1);
    assertFirst(loop.verdicts, Severity.WARNING, "a_weight", Where.BACKWARD);
  }

  @Test
  void aBareArrayOfTheOtherPlayerIsLegal() {
    run.kind = "array";
    run.at(2).noGradient();
    for (int i = 0; i < 5; i++) {
      steps(1);
      run.at(2).everUpdated = false;
    }
    assertSilent(loop.verdicts);
  }
}
