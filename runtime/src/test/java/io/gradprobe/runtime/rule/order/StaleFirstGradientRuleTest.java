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

class StaleFirstGradientRuleTest {

  private final HandRun run = HandRun.small();
  private final HandLoop loop = new HandLoop(make("stale-first-gradient"), run);

  @Test
  void tellsAGradientThatIsThereBeforeTheFirstBackward() {
    loop.backward(
            b -> {
              b.staleParameter = 1;
              b.staleCount = 1;
              b.staleNorm = 3;
            })
        .step();
    Verdict verdict = assertFirst(loop.verdicts, Severity.WARNING, "01Linear_bias", Where.BACKWARD);
    assertEquals(3, verdict.value());
  }

  @Test
  void tellsABackwardBeforeTheLoop() {
    loop.backwardAt("Main.java:5").backwardAt("Main.java:20").step();
    loop.backwardAt("Main.java:20").step().backwardAt("Main.java:20").step();
    Verdict verdict =
        assertFirst(loop.verdicts, Severity.WARNING, "01Linear_weight", Where.BACKWARD);
    assertEquals(2, verdict.value());
    assertEquals(1, verdict.threshold());
    loop.train(20);
    assertEquals(1, loop.verdicts.size());
  }

  @Test
  void aClearedBackwardBeforeTheLoopIsLegal() {
    loop.backwardAt("Main.java:5").clear().backwardAt("Main.java:20").step();
    loop.backwardAt("Main.java:20").step().backwardAt("Main.java:20").step();
    assertSilent(loop.verdicts);
  }

  @Test
  void twoLossesInEveryStepAreLegal() {
    for (int i = 0; i < 5; i++) {
      loop.backwardAt("Main.java:5").backwardAt("Main.java:20").step();
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void accumulationWithAShortSecondStepIsLegal() {
    loop.backward().backward().backward().step().backward().step().backward().step();
    assertSilent(loop.verdicts);
  }

  @Test
  void aPenaltyThatIsDueNowAndThenIsLegal() {
    loop.backwardAt("Main.java:20").backwardAt("Main.java:25").step();
    loop.backwardAt("Main.java:20").step().backwardAt("Main.java:20").step();
    assertSilent(loop.verdicts);
  }
}
