package io.gradprobe.runtime.rule.order;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandLoop;
import io.gradprobe.runtime.rule.HandRun;
import org.junit.jupiter.api.Test;

class GradientWipedRuleTest {

  private final HandRun run = HandRun.small();
  private final HandLoop loop = new HandLoop(make("gradient-wiped"), run);

  @Test
  void tellsClearingBetweenBackwardAndStep() {
    loop.forward().backward().clear().step();
    assertFirst(loop.verdicts, Severity.ERROR, "01Linear_weight", Where.CLEAR);
    loop.forward().backward().clear().step();
    assertEquals(2, loop.verdicts.size());
  }

  @Test
  void clearingBeforeBackwardOrAfterTheStepIsLegal() {
    loop.clear().forward().backward().step();
    loop.forward().backward().step().clear();
    loop.forward().backward().step();
    assertSilent(loop.verdicts);
  }

  @Test
  void aSecondBackwardAfterClearingIsLegal() {
    loop.backward().clear().backward().step();
    assertSilent(loop.verdicts);
  }

  @Test
  void skippingABadBatchIsLegal() {
    loop.forward().backward().clear().forward().backward().step();
    assertSilent(loop.verdicts);
  }

  @Test
  void clearingAGradientThatIsNotFiniteIsLegal() {
    loop.forward().backward().clear(c -> c.afterNonFinite = true).step();
    assertSilent(loop.verdicts);
    loop.forward().backward().clear().step();
    assertEquals(1, loop.verdicts.size());
  }
}
