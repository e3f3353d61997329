package io.gradprobe.runtime.rule.weight;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.WriteObservation;
import io.gradprobe.runtime.rule.HandLoop;
import io.gradprobe.runtime.rule.HandRun;
import io.gradprobe.runtime.rule.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

class NonFiniteWeightRuleTest {

  private final HandRun run = HandRun.small();
  private final Rule rule = make("non-finite-weight");
  private final HandLoop loop = new HandLoop(rule, run);

  @Test
  void tellsAStepThatLeavesNaN() {
    loop.forward()
        .backward()
        .step(
            s -> {
              s.nonFiniteWeightParameter = 0;
              s.nonFiniteWeightCount = 2;
            });
    Verdict verdict = assertFirst(loop.verdicts, Severity.ERROR, "01Linear_weight", Where.STEP);
    assertTrue(verdict.message().contains("and 1 more hold "), verdict.message());
  }

  @Test
  void tellsAWriteThatMakesNaN() {
    WriteObservation write = new WriteObservation();
    write.run = run;
    write.parameter = 1;
    write.operation = "muli";
    write.madeNonFinite = true;
    Verdict verdict =
        assertFirst(List.of(rule.onWrite(write)), Severity.ERROR, "01Linear_bias", Where.WRITE);
    assertEquals("muli", verdict.origin());
  }

  @Test
  void finiteWeightsAreLegal() {
    loop.train(5);
    assertSilent(loop.verdicts);
    WriteObservation write = new WriteObservation();
    write.run = run;
    assertNull(rule.onWrite(write));
  }
}
