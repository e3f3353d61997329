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
import io.gradprobe.runtime.rule.HandRun;
import io.gradprobe.runtime.run.Origin;
import org.junit.jupiter.api.Test;

class NonFiniteGradientRuleTest {

  private final HandRun run = HandRun.small();
  private final HandLoop loop = new HandLoop(make("non-finite-gradient"), run);

  @Test
  void tellsBeforeTheStepAppliesIt() {
    run.at(1).gradient(0.1);
    run.at(1).gradient.nonFinite = 3;
    loop.forward()
        .backward()
        .step(
            s -> {
              s.nonFiniteParameter = 1;
              s.nonFiniteCount = 1;
            });
    Verdict verdict = assertFirst(loop.verdicts, Severity.ERROR, "01Linear_bias", Where.BACKWARD);
    assertEquals(3, verdict.value());
    assertTrue(verdict.message().contains("3 of 16"), verdict.message());
  }

  @Test
  void worksWhereOnlyTheSumWasRead() {
    loop.forward()
        .backward()
        .step(
            s -> {
              s.nonFiniteParameter = 0;
              s.nonFiniteCount = 2;
            });
    Verdict verdict = assertFirst(loop.verdicts, Severity.ERROR, "01Linear_weight", Where.BACKWARD);
    assertTrue(verdict.message().contains("and 1 more"), verdict.message());
  }

  @Test
  void finiteGradientsAreLegal() {
    loop.train(10);
    assertSilent(loop.verdicts);
  }

  @Test
  void namesTheBackwardOfSeveralThatMadeIt() {
    loop.forward()
        .backward()
        .step(
            s -> {
              s.nonFiniteParameter = 0;
              s.nonFiniteCount = 1;
              s.backwardsSinceStep = 4;
              s.badBackward = 2;
              s.badBackwardOrigin = new Origin("sqrt", "A.b(A.java:7)", "", "sqrt(0) at [3]");
            });
    Verdict verdict = loop.verdicts.get(0);
    assertEquals("sqrt at A.b(A.java:7)", verdict.origin());
    assertTrue(
        verdict.message().endsWith("the backward of sqrt(0) at [3] (backward 2 of 4)."),
        verdict.message());
  }
}
