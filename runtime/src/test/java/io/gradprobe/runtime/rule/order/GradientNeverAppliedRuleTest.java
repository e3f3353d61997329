package io.gradprobe.runtime.rule.order;

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

class GradientNeverAppliedRuleTest {

  private final HandRun run = HandRun.small();
  private final HandLoop loop = new HandLoop(make("gradient-never-applied"), run);

  @Test
  void tellsATrainingLoopWithNoStep() {
    for (int i = 0; i < 65; i++) {
      loop.forward().backward();
    }
    Verdict verdict =
        assertFirst(loop.verdicts, Severity.WARNING, "01Linear_weight", Where.BACKWARD);
    assertEquals(64, verdict.value());
  }

  @Test
  void tellsATrainerWhoseGradientsAreClearedAndNeverUsed() {
    for (int i = 0; i < 65; i++) {
      loop.clear().forward().backward();
    }
    assertFirst(loop.verdicts, Severity.WARNING, "01Linear_weight", Where.BACKWARD);
  }

  @Test
  void tellsAForgottenPlayerWhoseGradientsAnotherRunsStepUsedToo() {
    for (int i = 0; i < 40; i++) {
      loop.clear().forward().backwardAt("Critic.java:5");
      loop.forward().backwardAt("Artist.java:9").clear(c -> c.unusedCleared = 0);
    }
    assertFirst(loop.verdicts, Severity.WARNING, "01Linear_weight", Where.BACKWARD);
    assertEquals(1, loop.verdicts.size());
  }

  @Test
  void gradientsOfBareArraysMayServeSomethingElse() {
    run.kind = "array";
    for (int i = 0; i < 200; i++) {
      loop.clear().forward().backward();
    }
    assertSilent(loop.verdicts);
    loop.end(0);
    assertFirst(loop.verdicts, Severity.INFO, "01Linear_weight", Where.BACKWARD);
  }

  @Test
  void tellsAtTheEndThatNoStepWasMade() {
    for (int i = 0; i < 20; i++) {
      loop.forward().backward();
    }
    loop.end(0);
    assertFirst(loop.verdicts, Severity.WARNING, "01Linear_weight", Where.BACKWARD);
  }

  @Test
  void aFewBackwardsAreNoTraining() {
    loop.forward().backward().forward().backward().end(0);
    assertSilent(loop.verdicts);
  }

  @Test
  void aFailedBackwardDoesNotCount() {
    for (int i = 0; i < 100; i++) {
      loop.forward().backward(b -> b.failure = new IllegalStateException("failed"));
    }
    loop.end(0);
    assertSilent(loop.verdicts);
  }

  @Test
  void tellsAnAccumulationsTailThrownAwayTheSecondTime() {
    epochWithLostTail();
    loop.clear();
    epochWithLostTail();
    assertSilent(loop.verdicts);
    loop.clear().forward().backward();
    Verdict verdict =
        assertFirst(loop.verdicts, Severity.WARNING, "01Linear_weight", Where.BACKWARD);
    assertEquals(2, verdict.value());
  }

  private void epochWithLostTail() {
    for (int i = 0; i < 6; i++) {
      for (int k = 0; k < 4; k++) {
        loop.forward().backward();
      }
      loop.step();
    }
    loop.forward().backward().forward().backward();
  }

  @Test
  void aTailThatIsSteppedIsLegal() {
    for (int epoch = 0; epoch < 4; epoch++) {
      loop.clear();
      epochWithLostTail();
      loop.step();
    }
    loop.end(4);
    assertSilent(loop.verdicts);
  }

  @Test
  void aTailAtTheRunsEndIsToldOnlyAsInfo() {
    epochWithLostTail();
    loop.end(4);
    Verdict verdict = assertFirst(loop.verdicts, Severity.INFO, "01Linear_weight", Where.BACKWARD);
    assertEquals(2, verdict.value());
    assertEquals(4, verdict.threshold());
  }

  @Test
  void skippedBatchesAreLegal() {
    for (int i = 0; i < 10; i++) {
      loop.train(30).forward().backward().clear();
    }
    loop.train(1).end(1);
    assertSilent(loop.verdicts);
  }

  @Test
  void tellsThatEverySecondBackwardIsThrownAway() {
    for (int i = 0; i < 10; i++) {
      loop.clear().forward().backward().step();
      loop.clear().forward().backward();
    }
    assertFirst(loop.verdicts, Severity.WARNING, "01Linear_weight", Where.BACKWARD);
  }

  @Test
  void throwingAwayWhatIsNotFiniteIsLegal() {
    for (int i = 0; i < 20; i++) {
      loop.train(1).forward().backward().clear(c -> c.afterNonFinite = true);
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void aDiscriminatorsLeftoversAreLegal() {
    for (int i = 0; i < 40; i++) {
      loop.clear(c -> c.unusedCleared = 0).forward().backward().step();
      loop.forward().backward();
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void adversarialExamplesAreLegal() {
    for (int i = 0; i < 40; i++) {
      loop.forward().backwardAt("Attack.java:7").clear();
      loop.forward().backwardAt("Train.java:12").step();
    }
    for (int i = 0; i < 40; i++) {
      loop.forward().backwardAt("").clear().forward().backwardAt("").step();
    }
    assertSilent(loop.verdicts);
  }

  @Test
  void attributionIsLegal() {
    for (int i = 0; i < 200; i++) {
      loop.evaluate(true).backward().clear();
    }
    loop.end(0);
    assertSilent(loop.verdicts);
  }
}
