package io.gradprobe.runtime.rule.loss;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.run.LossInfo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LossCollapsedRuleTest {

  private final HandLosses losses = new HandLosses(make("loss-collapsed"));

  private void steps(int count, double loss, double gradient) {
    for (int i = 0; i < count; i++) {
      losses.measured(loss, gradient, 0.1 * gradient, 1);
    }
  }

  @Test
  void zeroWithAGradientFromTheStartIsTold() {
    steps(4, 0, 0.1);
    assertSilent(losses.verdicts);
    steps(50, 0, 0.1);
    Verdict verdict = assertFirst(losses.verdicts, Severity.WARNING, "loss", Where.BACKWARD);
    assertEquals(0, verdict.value());
    assertEquals(1, losses.verdicts.size());
  }

  @Test
  void aFrameworksLossThatIsZeroFromTheStartIsTold() {
    losses.info = HandLosses.CHANGED;
    steps(50, 0, 0.1);
    assertFirst(losses.verdicts, Severity.WARNING, "loss", Where.BACKWARD);
  }

  @Test
  void aPolicysSurrogateThatIsZeroFromTheStartIsAHint() {
    for (LossInfo info : List.of(HandLosses.EXPONENTIAL, HandLosses.GUESSED)) {
      HandLosses run = new HandLosses(make("loss-collapsed"));
      run.info = info;
      for (int i = 0; i < 50; i++) {
        run.measured(0, 0.1, 0.01, 1);
      }
      assertFirst(run.verdicts, Severity.INFO, "loss", Where.BACKWARD);
      assertEquals(1, run.verdicts.size());
    }
  }

  @Test
  void zeroWithAGradientLaterIsToldAndAgainAfterwards() {
    steps(20, 1, 0.1);
    steps(10, 0, 0.1);
    assertEquals(1, losses.verdicts.size());
    steps(20, 1, 0.1);
    steps(10, 0, 0.1);
    assertEquals(2, losses.count(Severity.WARNING));
  }

  @Test
  void anExpressionThatWasNotZeroBeforeIsTold() {
    losses.info = HandLosses.EXPONENTIAL;
    steps(20, 1, 0.1);
    steps(10, 0, 0.1);
    assertFirst(losses.verdicts, Severity.WARNING, "loss", Where.BACKWARD);
  }

  @Test
  void zeroWithoutAGradientIsLegal() {
    steps(50, 0, 0);
    steps(20, 1, 0.1);
    steps(50, 0, 0);
    assertSilent(losses.verdicts);
  }

  @Test
  void aGradientThatIsRoundingIsLegal() {
    steps(50, 0, 1e-8);
    for (int i = 0; i < 100; i++) {
      steps(1, Math.exp(-0.3 * i), 0.1 * Math.exp(-0.15 * i));
    }
    steps(50, 0, 1e-8);
    assertSilent(losses.verdicts);
  }

  @Test
  void theLastOfSeveralBackwardsSaysNothing() {
    losses.backwards = 2;
    steps(50, 0, 0.1);
    assertSilent(losses.verdicts);
  }

  @Test
  void unreadNumbersAreLegal() {
    steps(50, Double.NaN, 0.1);
    steps(50, 0, Double.NaN);
    assertSilent(losses.verdicts);
  }

  @Test
  void thresholdsAreKept() {
    HandLosses patient = new HandLosses(make("loss-collapsed", Map.of("steps", 60.0)));
    for (int i = 0; i < 59; i++) {
      patient.measured(0, 0.1, 0.01, 1);
    }
    assertSilent(patient.verdicts);
    patient.measured(0, 0.1, 0.01, 1);
    assertEquals(1, patient.verdicts.size());
  }

  @Test
  void whatRoundingLeavesOfASolvedProblemsGradientIsLegal() {
    steps(20, 1e-8, 1e-5);
    steps(20, 0, 1e-7);
    assertSilent(losses.verdicts);
  }
}
