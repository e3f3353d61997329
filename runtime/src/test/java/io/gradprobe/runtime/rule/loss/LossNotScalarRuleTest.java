package io.gradprobe.runtime.rule.loss;

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

class LossNotScalarRuleTest {

  private final HandLoop loop = new HandLoop(make("loss-not-scalar"), HandRun.small());

  private void backward(long elements, String shape) {
    loop.forward()
        .backward(
            b -> {
              b.targetElements = elements;
              b.targetShape = shape;
            })
        .step();
  }

  @Test
  void tellsEachShapeOnce() {
    backward(32, "(32)");
    Verdict verdict = assertFirst(loop.verdicts, Severity.WARNING, "loss", Where.HERE);
    assertEquals(32, verdict.value());
    backward(32, "(32)");
    assertEquals(1, loop.verdicts.size());
    backward(7, "(7)");
    assertEquals(2, loop.verdicts.size());
  }

  @Test
  void tellsNoMoreThanAFewShapes() {
    for (int i = 2; i < 100; i++) {
      backward(i, "(" + i + ")");
    }
    assertEquals(4, loop.verdicts.size());
  }

  @Test
  void scalarsAndUnknownTargetsAreLegal() {
    backward(1, "()");
    backward(1, "(1, 1)");
    backward(0, "");
    assertSilent(loop.verdicts);
  }
}
