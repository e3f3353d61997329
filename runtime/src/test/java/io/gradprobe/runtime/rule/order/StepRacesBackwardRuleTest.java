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

class StepRacesBackwardRuleTest {

  private final HandLoop loop = new HandLoop(make("step-races-backward"), HandRun.small());

  @Test
  void tellsAStepWhileAnotherThreadIsInside() {
    loop.forward().backward().step(s -> s.inFlight = 2);
    Verdict verdict = assertFirst(loop.verdicts, Severity.ERROR, "01Linear_weight", Where.HERE);
    assertEquals(2, verdict.value());
  }

  @Test
  void joinedThreadsAreLegal() {
    loop.train(10);
    assertSilent(loop.verdicts);
  }
}
