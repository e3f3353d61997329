package io.gradprobe.runtime.rule.order;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandLoop;
import io.gradprobe.runtime.rule.HandRun;
import org.junit.jupiter.api.Test;

class ClipSaturatedRuleTest {

  private final HandRun run = HandRun.small();
  private final HandLoop loop = new HandLoop(make("clip-saturated"), run);

  private void steps(int steps, boolean clipped, double factor) {
    for (int i = 0; i < steps; i++) {
      loop.forward()
          .backward()
          .step(
              s -> {
                s.clipped = clipped;
                s.clipFactor = factor;
              });
    }
  }

  @Test
  void tellsAFarTooLowLimitOnce() {
    steps(109, true, 300);
    assertSilent(loop.verdicts);
    steps(200, true, 300);
    Verdict verdict = assertFirst(loop.verdicts, Severity.WARNING, "01Linear_weight", Where.CLIP);
    assertEquals(1.0, verdict.value());
    assertEquals(1, loop.verdicts.size());
  }

  @Test
  void aLimitSomewhatTooLowIsOnlyInfo() {
    steps(150, true, 2);
    assertFirst(loop.verdicts, Severity.INFO, "01Linear_weight", Where.CLIP);
  }

  @Test
  void unknownFactorsCountWhereOthersAreKnown() {
    for (int i = 0; i < 20; i++) {
      steps(1, true, 2);
      steps(6, true, Double.NaN);
    }
    assertFirst(loop.verdicts, Severity.INFO, "01Linear_weight", Where.CLIP);
  }

  @Test
  void unknownFactorsAloneProveNothing() {
    steps(500, true, Double.NaN);
    assertSilent(loop.verdicts);
  }

  @Test
  void scalingByOneIsNoClipping() {
    steps(500, true, 1);
    assertSilent(loop.verdicts);
  }

  @Test
  void clippingNowAndThenIsLegal() {
    for (int i = 0; i < 100; i++) {
      steps(1, false, Double.NaN);
      steps(9, true, 50);
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void clippingInTheFirstStepsIsLegal() {
    steps(60, true, 50);
    steps(500, false, Double.NaN);
    assertSilent(loop.verdicts);
  }

  @Test
  void armsAgainWhenItIsOver() {
    steps(200, true, 2);
    steps(200, false, Double.NaN);
    steps(200, true, 2);
    assertEquals(2, loop.verdicts.size());
  }
}
