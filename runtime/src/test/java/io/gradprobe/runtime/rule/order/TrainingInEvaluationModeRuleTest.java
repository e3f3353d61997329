package io.gradprobe.runtime.rule.order;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandLoop;
import io.gradprobe.runtime.rule.HandRun;
import org.junit.jupiter.api.Test;

class TrainingInEvaluationModeRuleTest {

  private final HandRun run = HandRun.small();
  private final HandLoop loop = new HandLoop(make("training-in-evaluation-mode"), run);

  @Test
  void tellsAStepOnEvaluationModeGradients() {
    loop.evaluate(true).backward().step();
    assertFirst(loop.verdicts, Severity.WARNING, "02Dropout", Where.FORWARD);
  }

  @Test
  void trainingModeIsLegal() {
    loop.train(5);
    assertSilent(loop.verdicts);
  }

  @Test
  void adversarialExamplesInEvaluationModeAreLegal() {
    for (int i = 0; i < 5; i++) {
      loop.evaluate(true).backward().clear().train(1);
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void attributionIsLegal() {
    for (int i = 0; i < 5; i++) {
      loop.evaluate(true).backward();
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void aSecondViewInEvaluationModeIsLegal() {
    for (int i = 0; i < 5; i++) {
      loop.evaluate(true).forward().backward().step();
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void aModelThatKnowsNoModesIsLegal() {
    loop.evaluate(true).backward(b -> b.modeSensitiveBlock = "").step();
    assertSilent(loop.verdicts);
  }
}
