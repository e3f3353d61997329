package io.gradprobe.runtime.rule.order;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandLoop;
import io.gradprobe.runtime.rule.HandRun;
import org.junit.jupiter.api.Test;

class EvaluationBuildsGraphRuleTest {

  private final HandRun run = HandRun.small();
  private final HandLoop loop = new HandLoop(make("evaluation-builds-graph"), run);

  @Test
  void tellsARecordedValidationLoop() {
    loop.train(5).evaluate(true).evaluate(true);
    assertFirst(loop.verdicts, Severity.WARNING, "SequentialBlock", Where.FORWARD);
  }

  @Test
  void tellsOneRecordedValidationBatchTheSecondTime() {
    loop.train(5).evaluate(true).train(5);
    assertSilent(loop.verdicts);
    loop.evaluate(true).train(5);
    assertFirst(loop.verdicts, Severity.WARNING, "SequentialBlock", Where.FORWARD);
  }

  @Test
  void tellsAWorkerThreadThatEvaluatesBetweenTrainingSteps() {
    // No backward ever runs on the worker's own thread.
    loop.train(20).evaluateOnOtherThread().train(20).evaluateOnOtherThread();
    assertFirst(loop.verdicts, Severity.WARNING, "SequentialBlock", Where.FORWARD);
  }

  @Test
  void evaluationOutsideTheCollectorIsLegal() {
    for (int i = 0; i < 5; i++) {
      loop.train(5).evaluate(false).evaluate(false);
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void trainingInEvaluationModeIsAnotherRulesMatter() {
    for (int i = 0; i < 10; i++) {
      loop.evaluate(true).backward().step();
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void twinForwardsBeforeOneBackwardAreLegal() {
    for (int i = 0; i < 10; i++) {
      loop.evaluate(true).evaluate(true).backward().step();
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void aSecondViewInEvaluationModeIsLegal() {
    for (int i = 0; i < 10; i++) {
      loop.evaluate(true).forward().backward().step();
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void aFrozenModelBuildsNoGraph() {
    loop.train(5);
    for (int i = 0; i < 5; i++) {
      loop.forward(
          f -> {
            f.training = false;
            f.trainable = false;
          });
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void inferenceAloneIsToldWhenItGoesOn() {
    for (int i = 0; i < 10; i++) {
      loop.evaluate(true);
    }
    assertSilent(loop.verdicts);
    for (int i = 0; i < 10; i++) {
      loop.evaluate(true);
    }
    assertFirst(loop.verdicts, Severity.WARNING, "SequentialBlock", Where.FORWARD);
  }
}
