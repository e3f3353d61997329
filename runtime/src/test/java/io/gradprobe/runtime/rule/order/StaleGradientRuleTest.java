package io.gradprobe.runtime.rule.order;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandLoop;
import io.gradprobe.runtime.rule.HandRun;
import org.junit.jupiter.api.Test;

class StaleGradientRuleTest {

  private final HandRun run = HandRun.small();
  private final HandLoop loop = new HandLoop(make("stale-gradient"), run);

  private HandLoop staleBackward() {
    return loop.backward(
        b -> {
          b.staleParameter = 0;
          b.staleCount = 2;
          b.staleNorm = 0.5;
        });
  }

  @Test
  void tellsThatAStepUsesWhatTheStepBeforeUsed() {
    loop.train(1);
    staleBackward().step();
    Verdict verdict = assertFirst(loop.verdicts, Severity.ERROR, "01Linear_weight", Where.BACKWARD);
    assertEquals(0.5, verdict.value());
    assertEquals(0, verdict.threshold());
    assertTrue(verdict.message().contains("and 1 more"), verdict.message());
  }

  @Test
  void tellsItAtEveryStepItHappens() {
    loop.train(1);
    staleBackward().step();
    staleBackward().step();
    assertEquals(2, loop.verdicts.size());
  }

  @Test
  void accumulationIsLegal() {
    for (int i = 0; i < 5; i++) {
      loop.backward().backward().backward().step();
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void clearingAfterBackwardHasBegunIsLegal() {
    // A discriminator: its old gradients lie about while the generator's loss passes through it.
    loop.train(1);
    staleBackward().clear().forward().backward().step();
    assertSilent(loop.verdicts);
  }

  @Test
  void theFirstBackwardIsAnotherRulesMatter() {
    staleBackward().step();
    assertSilent(loop.verdicts);
  }
}
