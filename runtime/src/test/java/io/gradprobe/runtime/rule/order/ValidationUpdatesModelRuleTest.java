package io.gradprobe.runtime.rule.order;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandLoop;
import io.gradprobe.runtime.rule.HandRun;
import org.junit.jupiter.api.Test;

class ValidationUpdatesModelRuleTest {

  private final HandLoop loop = new HandLoop(make("validation-updates-model"), HandRun.small());

  private void stepInside(boolean routine) {
    loop.forward()
        .backward()
        .step(
            s -> {
              s.inEvaluation = true;
              s.evaluationRoutine = routine;
              s.evaluationEvidence = "Main.validate";
            });
  }

  @Test
  void tellsAStepInsideAMethodThatValidates() {
    loop.train(5);
    stepInside(false);
    Verdict verdict = assertFirst(loop.verdicts, Severity.WARNING, "01Linear_weight", Where.HERE);
    assertTrue(verdict.message().contains("Main.validate"), verdict.message());
  }

  @Test
  void theFrameworksRoutineLeavesNoDoubt() {
    stepInside(true);
    assertFirst(loop.verdicts, Severity.ERROR, "01Linear_weight", Where.HERE);
  }

  @Test
  void aMethodThatHoldsTheWholeTrainingIsLegal() {
    for (int i = 0; i < 20; i++) {
      stepInside(false);
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void trainingIsLegal() {
    loop.train(5).evaluate(false).train(5);
    assertSilent(loop.verdicts);
  }
}
