package io.gradprobe.runtime.rule.order;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.rule.HandLoop;
import io.gradprobe.runtime.rule.HandRun;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AccumulationNotAveragedRuleTest {

  private final HandRun run = HandRun.small();
  private final HandLoop loop = new HandLoop(make("accumulation-not-averaged"), run);

  private void steps(int steps, int backwards, Consumer<StepObservation> change) {
    for (int i = 0; i < steps; i++) {
      for (int k = 0; k < backwards; k++) {
        loop.forward().backward();
      }
      loop.step(change);
    }
  }

  @Test
  void tellsASumOnce() {
    steps(2, 4, s -> {});
    assertSilent(loop.verdicts);
    steps(20, 4, s -> {});
    Verdict verdict = assertFirst(loop.verdicts, Severity.INFO, "loss", Where.BACKWARD);
    assertEquals(4, verdict.value());
    assertEquals(1, loop.verdicts.size());
  }

  @Test
  void anAverageIsLegal() {
    steps(20, 4, s -> s.averaged = true);
    assertSilent(loop.verdicts);
  }

  @Test
  void anOptimizerThatRescalesIsLegal() {
    steps(20, 4, s -> s.rescale = 0.25);
    assertSilent(loop.verdicts);
  }

  @Test
  void oneBackwardAStepIsLegal() {
    steps(20, 1, s -> {});
    assertSilent(loop.verdicts);
  }

  @Test
  void severalLossesAreLegal() {
    for (int i = 0; i < 20; i++) {
      loop.backwardAt("Train.java:10").backwardAt("Train.java:14").step();
    }
    assertSilent(loop.verdicts);
  }
}
