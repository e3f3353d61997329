package io.gradprobe.runtime.rule.order;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.ClipObservation;
import io.gradprobe.runtime.rule.HandLoop;
import io.gradprobe.runtime.rule.HandRun;
import org.junit.jupiter.api.Test;

class ClipOutOfOrderRuleTest {

  private final HandRun run = HandRun.small();
  private final HandLoop loop = new HandLoop(make("clip-out-of-order"), run);

  private HandLoop clip(ClipObservation.Kind kind) {
    for (int i = 0; i < run.parameterCount(); i++) {
      int parameter = i;
      loop.clip(
          c -> {
            c.kind = kind;
            c.parameter = parameter;
          });
    }
    return loop;
  }

  @Test
  void tellsClippingBeforeBackwardForTheFirstParameterOnly() {
    clip(ClipObservation.Kind.IN_PLACE).forward().backward().step();
    assertFirst(loop.verdicts, Severity.WARNING, "01Linear_weight", Where.CLIP);
    assertEquals(1, loop.verdicts.size());
  }

  @Test
  void tellsClippingAfterTheStep() {
    loop.train(1);
    clip(ClipObservation.Kind.IN_PLACE);
    Verdict verdict = assertFirst(loop.verdicts, Severity.WARNING, "01Linear_weight", Where.CLIP);
    assertTrue(verdict.message().contains("after the step"), verdict.message());
  }

  @Test
  void clippingBetweenBackwardAndStepIsLegal() {
    for (int i = 0; i < 5; i++) {
      loop.forward().backward();
      clip(ClipObservation.Kind.IN_PLACE).step();
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void aReadIsToldOnItsSecondStep() {
    loop.train(1);
    clip(ClipObservation.Kind.READ);
    assertSilent(loop.verdicts);
    loop.train(1);
    clip(ClipObservation.Kind.READ);
    assertFirst(loop.verdicts, Severity.WARNING, "01Linear_weight", Where.CLIP);
  }

  @Test
  void aReadBesideANormalClipIsLegal() {
    for (int i = 0; i < 5; i++) {
      loop.forward().backward();
      clip(ClipObservation.Kind.READ).step();
      clip(ClipObservation.Kind.READ);
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void clippingAfterAWipeIsAnotherRulesMatter() {
    for (int i = 0; i < 5; i++) {
      loop.forward().backward().clear();
      clip(ClipObservation.Kind.IN_PLACE).step();
    }
    assertSilent(loop.verdicts);
    clip(ClipObservation.Kind.IN_PLACE);
    assertEquals(1, loop.verdicts.size());
  }

  @Test
  void aCopyIsAnotherRulesMatter() {
    clip(ClipObservation.Kind.COPY);
    assertSilent(loop.verdicts);
  }
}
