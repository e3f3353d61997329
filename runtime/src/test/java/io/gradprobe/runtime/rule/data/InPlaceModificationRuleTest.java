package io.gradprobe.runtime.rule.data;

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

class InPlaceModificationRuleTest {

  private static final String TEXT =
      "one of the variables needed for gradient computation has been modified by an inplace"
          + " operation: [CPUFloatType [32, 16]], which is output 0 of SigmoidBackward0, is at"
          + " version 1; expected version 0 instead.";

  private final HandLoop loop = new HandLoop(make("in-place-modification"), HandRun.small());

  @Test
  void tellsWhichOperationsResultWasWritten() {
    loop.forward().backward(b -> b.failure = new IllegalStateException(TEXT));
    Verdict verdict = assertFirst(loop.verdicts, Severity.ERROR, "loss", Where.HERE);
    assertEquals("sigmoid", verdict.origin());
    assertTrue(verdict.message().contains("sigmoid"), verdict.message());
  }

  @Test
  void worksWhereTheEngineNamesNone() {
    loop.forward()
        .backward(b -> b.failure = new IllegalStateException("modified by an inplace operation"));
    Verdict verdict = assertFirst(loop.verdicts, Severity.ERROR, "loss", Where.HERE);
    assertEquals("", verdict.origin());
  }

  @Test
  void otherFailuresAreOtherRulesMatter() {
    loop.forward().backward(b -> b.failure = new IllegalStateException("out of memory"));
    loop.train(3);
    assertSilent(loop.verdicts);
  }
}
