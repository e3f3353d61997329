package io.gradprobe.runtime.rule.order;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandLoop;
import io.gradprobe.runtime.rule.HandRun;
import org.junit.jupiter.api.Test;

class EvaluationInTrainingModeRuleTest {

  private final HandRun run = HandRun.small();
  private final HandLoop loop = new HandLoop(make("evaluation-in-training-mode"), run);

  @Test
  void tellsAValidationLoopInTrainingMode() {
    loop.train(5).unrecorded();
    assertSilent(loop.verdicts);
    loop.unrecorded();
    assertFirst(loop.verdicts, Severity.WARNING, "02Dropout", Where.FORWARD);
  }

  @Test
  void tellsOneBigValidationBatchTheSecondTime() {
    loop.train(10).unrecorded().train(10);
    assertSilent(loop.verdicts);
    loop.unrecorded().train(1);
    assertFirst(loop.verdicts, Severity.WARNING, "02Dropout", Where.FORWARD);
  }

  @Test
  void aGeneratorsSamplesForTheDiscriminatorAreLegal() {
    for (int i = 0; i < 50; i++) {
      for (int k = 0; k < 5; k++) {
        loop.unrecorded().backwardElsewhere();
      }
      loop.train(1);
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void aGeneratorsSamplesNowAndThenAreLegal() {
    for (int i = 0; i < 20; i++) {
      loop.train(10).unrecorded().backwardElsewhere();
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void evaluationModeIsLegal() {
    for (int i = 0; i < 5; i++) {
      loop.train(10).evaluate(false).evaluate(false).evaluate(false);
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void aModelThatKnowsNoModesIsLegal() {
    loop.train(5);
    for (int i = 0; i < 5; i++) {
      loop.forward(
          f -> {
            f.recording = false;
            f.modeSensitiveBlock = "";
          });
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void forwardsBeforeTrainingAreLegal() {
    loop.unrecorded().unrecorded().unrecorded();
    assertSilent(loop.verdicts);
  }
}
