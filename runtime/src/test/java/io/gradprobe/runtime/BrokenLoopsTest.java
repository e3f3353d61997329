package io.gradprobe.runtime;

import static io.gradprobe.runtime.ScriptedRun.BACKWARD;
import static io.gradprobe.runtime.ScriptedRun.CLIP;
import static io.gradprobe.runtime.ScriptedRun.FORWARD;
import static io.gradprobe.runtime.ScriptedRun.NONE;
import static io.gradprobe.runtime.ScriptedRun.STEP;
import static io.gradprobe.runtime.ScriptedRun.UPDATE;
import static io.gradprobe.runtime.ScriptedRun.WRITE;
import static io.gradprobe.runtime.ScriptedRun.ZERO;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.runtime.ScriptedMonitor.Found;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.finding.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Loops with one fault each: exactly its finding, with step, subject and line, and nothing else.
 */
class BrokenLoopsTest {
  private static final int STEPS = 40;

  private static ArrayParameter[] weights() {
    return new ArrayParameter[] {
      ArrayParameter.float32("w", 0.5, -0.25, 0.75, 1), ArrayParameter.float64("b", 0.1, 0.2)
    };
  }

  private static double g(int step) {
    return 0.1 * (1 + 0.3 * Math.sin(1.7 * step));
  }

  private static Found error(String rule, String subject, long step, int line) {
    return new Found(rule, Severity.ERROR, subject, step, ScriptedLocator.place(line));
  }

  private static Found warning(String rule, String subject, long step, int line) {
    return new Found(rule, Severity.WARNING, subject, step, ScriptedLocator.place(line));
  }

  private static Found info(String rule, String subject, long step, int line) {
    return new Found(rule, Severity.INFO, subject, step, ScriptedLocator.place(line));
  }

  // ---- zero-grad ----

  @ParameterizedTest
  @ValueSource(strings = {"profile=watch", "profile=debug", "profile=protocol"})
  void testMissingZeroGradInAHandWrittenLoop(String arguments) {
    ScriptedMonitor jvm = new ScriptedMonitor(arguments);
    ScriptedRun run = jvm.arrays(weights());
    // Later its growing updates are a finding too, one that follows from this.
    for (int i = 0; i < 25; i++) {
      run.forward().backward(g(i), g(i + 1)).update();
    }
    jvm.assertFindings(error("stale-gradient", "w", 1, BACKWARD));
  }

  @Test
  void testMissingZeroGradWithAnOptimizerThatKeepsGradients() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(g(i), g(i + 1)).stepKeepingGradients();
    }
    jvm.assertFindings(error("stale-gradient", "w", 1, BACKWARD));
  }

  @Test
  void testZeroGradOfOneParameterOnly() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(g(i), g(i + 1)).update();
      run.parameters[0].clearGradient();
      run.run.gradientZeroed(0);
    }
    jvm.assertFindings(error("stale-gradient", "b", 1, BACKWARD));
  }

  @Test
  void testZeroGradForgottenInMidRun() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      if (i != 25) {
        run.zeroGrad();
      }
      run.forward().backward(g(i), g(i + 1)).update();
    }
    jvm.assertFindings(error("stale-gradient", "w", 25, BACKWARD));
  }

  @Test
  void testStaleGradientIsCountedAtEveryStep() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(g(i), g(i + 1)).update();
    }
    List<Finding> findings = jvm.findings();
    assertEquals(STEPS - 1, findings.get(0).count());
    assertEquals(2, findings.get(0).message().split("b|and 1 more", 2).length);
  }

  @Test
  void testGradientsOfAnEarlierBackwardAtTheLoopsBegin() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    run.parameters[0].addGradient(3);
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(g(i), g(i + 1)).update().zeroGrad();
    }
    jvm.assertFindings(warning("stale-first-gradient", "w", 0, BACKWARD));
  }

  @Test
  void testExtraBackwardBeforeTheLoop() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    run.forward().at(4).backward(1, 1);
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(g(i), g(i + 1)).update().zeroGrad();
    }
    List<Finding> findings = jvm.findings();
    assertEquals(1, findings.size(), findings::toString);
    assertEquals("stale-first-gradient", findings.get(0).rule());
    assertEquals("w", findings.get(0).subject());
  }

  @Test
  void testZeroGradBetweenBackwardAndStep() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(g(i), g(i + 1)).zeroGrad().step();
    }
    jvm.assertFindings(error("gradient-wiped", "w", 0, ZERO));
  }

  @Test
  void testZeroGradInPlaceBetweenBackwardAndStep() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(g(i), g(i + 1)).zeroInPlace().update();
    }
    jvm.assertFindings(error("gradient-wiped", "w", 0, ZERO));
  }

  // ---- step and backward ----

  @Test
  void testOptimizerStepsTwice() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(g(i), g(i + 1)).step().at(17).step();
    }
    jvm.assertFindings(error("step-without-backward", "w", 1, 17));
  }

  @Test
  void testHandWrittenUpdateTwice() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.zeroGrad().forward().backward(g(i), g(i + 1)).update().update();
    }
    jvm.assertFindings(error("step-without-backward", "w", 1, UPDATE));
    assertEquals(2L * STEPS, jvm.gathered.summaries.get(0).steps());
  }

  @Test
  void testStepOfTheWrongRun() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun trained = jvm.trainer(weights());
    ScriptedRun stepped = jvm.trainer(ArrayParameter.float32("other", 1, 2));
    for (int i = 0; i < STEPS; i++) {
      trained.forward().backward(g(i), g(i + 1));
      stepped.step();
    }
    jvm.assertFindings(
        error("step-without-backward", "other", 0, STEP),
        warning("gradient-never-applied", "w", 0, BACKWARD));
  }

  @Test
  void testBackwardsWithoutAnyStep() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < 70; i++) {
      run.forward().backward(g(i), g(i + 1));
    }
    jvm.assertFindings(warning("gradient-never-applied", "w", 0, BACKWARD));
  }

  @Test
  void testTailOfAnAccumulationIsLostAtTheEnd() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 1; i <= 18; i++) {
      run.forward().backward(g(i), g(i + 1));
      if (i % 4 == 0) {
        run.step();
      }
    }
    jvm.assertFindings(info("gradient-never-applied", "w", 4, BACKWARD));
  }

  @Test
  void testAccumulationChangesInMidRun() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < 20; i++) {
      int k = i < 12 ? 4 : 2;
      for (int j = 0; j < k; j++) {
        run.forward().backward(g(i), g(i + 1));
      }
      run.step();
    }
    jvm.assertFindings(warning("accumulation-changed", "loss", 13, BACKWARD));
  }

  @Test
  void testAccumulationIsNotAveraged() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights()).divided(false);
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(g(i), g(i + 1)).forward().backward(g(i), g(i)).step();
    }
    jvm.assertFindings(info("accumulation-not-averaged", "loss", 2, BACKWARD));
  }

  @Test
  void testStepInsideTheFrameworksEvaluation() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(g(i), g(i + 1));
      if (i % 10 == 9) {
        run.at(50).stepInside("the pass over the validation dataset");
      } else {
        run.step();
      }
    }
    List<Finding> findings = jvm.findings();
    assertEquals(1, findings.size(), findings::toString);
    assertEquals("validation-updates-model", findings.get(0).rule());
    assertEquals(9, findings.get(0).step());
    assertEquals(4, findings.get(0).count());
    assertEquals(ScriptedLocator.place(50), findings.get(0).location());
  }

  @Test
  void testStepInsideTheUsersValidation() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < STEPS; i++) {
      run.locator.method(i % 4 == 3 ? "validate" : "train");
      run.forward().backward(g(i), g(i + 1)).at(i % 4 == 3 ? 51 : STEP).step();
    }
    jvm.assertFindings(warning("validation-updates-model", "w", 3, 51));
  }

  // ---- forward ----

  @Test
  void testForwardOutsideTheCollector() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    run.forwardUnrecorded()
        .backwardFails("element 0 of tensors does not require grad and does not have a grad_fn");
    jvm.assertFindings(error("forward-not-recorded", "net", 0, FORWARD));
  }

  @Test
  void testCutGraph() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    run.forward()
        .backwardFails("element 0 of tensors does not require grad and does not have a grad_fn");
    jvm.assertFindings(error("cut-graph", "loss", 0, BACKWARD));
  }

  @Test
  void testBackwardTwiceThroughOneGraph() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    run.forward()
        .backward(0.1, 0.1)
        .at(13)
        .backwardFails("Trying to backward through the graph a second time");
    jvm.assertFindings(error("backward-twice", "loss", 0, 13));
  }

  @Test
  void testInPlaceModification() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    run.forward()
        .backwardFails(
            "one of the variables needed for gradient computation has been modified by an inplace"
                + " operation: [torch.FloatTensor [4]], which is output 0 of SigmoidBackward0, is"
                + " at version 1; expected version 0 instead");
    List<Finding> findings = jvm.findings();
    assertEquals(1, findings.size(), findings::toString);
    assertEquals("in-place-modification", findings.get(0).rule());
    assertEquals("sigmoid", findings.get(0).origin());
  }

  @Test
  void testTrainingInEvaluationMode() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < STEPS; i++) {
      run.evaluateRecorded().backward(g(i), g(i + 1)).step();
    }
    jvm.assertFindings(warning("training-in-evaluation-mode", "01Dropout", 0, FORWARD));
  }

  @Test
  void testEvaluationInTrainingMode() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < 10; i++) {
      run.forward().backward(g(i), g(i + 1)).step();
    }
    for (int i = 0; i < 5; i++) {
      run.at(40).forwardUnrecorded();
    }
    jvm.assertFindings(warning("evaluation-in-training-mode", "01Dropout", 10, 40));
  }

  @Test
  void testEvaluationBuildsGraph() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < 10; i++) {
      run.forward().backward(g(i), g(i + 1)).step();
    }
    for (int i = 0; i < 5; i++) {
      run.at(41).evaluateRecorded();
    }
    jvm.assertFindings(warning("evaluation-builds-graph", "net", 10, 41));
  }

  // ---- clipping ----

  @Test
  void testClipBeforeBackward() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.zeroGrad().forward();
      if (i > 0) {
        run.clip(0.5);
      }
      run.backward(g(i), g(i + 1)).update();
    }
    jvm.assertFindings(warning("clip-out-of-order", "w", 1, CLIP));
  }

  @Test
  void testClipAfterTheStep() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.zeroGrad().forward().backward(g(i), g(i + 1)).update().clip(0.5);
    }
    List<Finding> findings = jvm.findings();
    assertEquals(1, findings.size(), findings::toString);
    assertEquals("clip-out-of-order", findings.get(0).rule());
    assertEquals("w", findings.get(0).subject());
    assertEquals(ScriptedLocator.place(CLIP), findings.get(0).location());
    assertEquals(STEPS, findings.get(0).count());
  }

  @Test
  void testClippedCopyIsNotUsed() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(g(i), g(i + 1)).clipCopies(0.01).step();
    }
    jvm.assertFindings(warning("clip-ineffective", "w", 0, CLIP));
  }

  // ---- gradients and weights ----

  @Test
  void testMissingGradient() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(NONE, g(i)).step();
    }
    jvm.assertFindings(warning("missing-gradient", "w", 2, BACKWARD));
  }

  @Test
  void testDecayWithoutGradientFollowsFromTheMissingGradient() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(NONE, g(i)).stepWithDecay(0.1);
    }
    List<Finding> findings = jvm.findings();
    assertEquals(
        List.of("missing-gradient", "decay-without-gradient"),
        findings.stream().map(Finding::rule).toList());
    assertEquals(Severity.WARNING, findings.get(0).severity());
    assertEquals(Severity.INFO, findings.get(1).severity());
    assertEquals("missing-gradient", findings.get(1).cause());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 15, 250, 1000})
  void testGradientTurnsNotFinite(int when) {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < when + 1; i++) {
      run.forward().backward(i == when ? Double.NaN : g(i), g(i + 1)).step();
    }
    List<Finding> findings = jvm.findings();
    Finding gradient = findings.get(0);
    assertEquals("non-finite-gradient", gradient.rule());
    assertEquals(Severity.ERROR, gradient.severity());
    assertEquals("w", gradient.subject());
    assertEquals(when, gradient.step());
    assertEquals(ScriptedLocator.place(BACKWARD), gradient.location());
    for (Finding later : findings.subList(1, findings.size())) {
      assertEquals("non-finite-weight", later.rule());
      assertEquals("non-finite-gradient", later.cause());
      assertEquals(Severity.INFO, later.severity());
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void testLossTurnsNotFinite(double loss) {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < 20; i++) {
      run.loss(i == 19 ? loss : 1).forward().backward(i == 19 ? Double.NaN : g(i), g(i + 1)).step();
    }
    Finding first = jvm.findings().get(0);
    assertEquals("non-finite-loss", first.rule());
    assertEquals(Severity.ERROR, first.severity());
    assertEquals("loss", first.subject());
    assertEquals(19, first.step());
    assertEquals(ScriptedLocator.place(BACKWARD), first.location());
    for (Finding later : jvm.gathered.findings.subList(1, jvm.gathered.findings.size())) {
      assertEquals(Severity.INFO, later.severity(), later::toString);
      assertEquals("non-finite-loss", later.cause());
    }
  }

  @Test
  void testNanThatClearingBySubtractionKeeps() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.zeroGradBySubtraction().loss(i == 10 ? Double.NaN : 1);
      run.forward().backward(i == 10 ? Double.NaN : g(i), g(i + 1));
      if (i != 10) {
        run.update();
      }
    }
    List<Finding> findings = jvm.findings();
    Finding sticky =
        findings.stream().filter(f -> f.rule().startsWith("sticky")).findFirst().orElseThrow();
    assertEquals(Severity.ERROR, sticky.severity());
    assertEquals("w", sticky.subject());
    assertEquals(10, sticky.step());
    assertEquals(ScriptedLocator.place(ZERO), sticky.location());
  }

  @Test
  void testFrozenWeightIsWritten() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ArrayParameter[] parameters = weights();
    parameters[0].trainable = false;
    ScriptedRun run = jvm.trainer(parameters);
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(NONE, g(i)).step();
      if (i == 7) {
        run.write(0, "subi", 0.9);
      }
    }
    jvm.assertFindings(error("frozen-weight-changed", "w", 8, WRITE));
  }

  @Test
  void testFrozenWeightChangesUnseen() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ArrayParameter[] parameters = weights();
    parameters[0].trainable = false;
    ScriptedRun run = jvm.trainer(parameters);
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(NONE, g(i)).step();
      if (i == 7) {
        parameters[0].scaleValue(0.9);
      }
    }
    jvm.assertFindings(new Found("frozen-weight-changed", Severity.ERROR, "w", 8, ""));
  }

  @Test
  void testWeightsOfAnOptimizerWrittenBetweenItsSteps() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(g(i), g(i + 1)).step().write(0, "muli", 0.9);
    }
    jvm.assertFindings(warning("weight-changed-outside-optimizer", "w", 2, WRITE));
  }

  @Test
  void testLearningRateZero() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights()).learningRate(0);
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(g(i), g(i + 1)).step();
    }
    jvm.assertFindings(warning("learning-rate-zero", "w", 2, STEP));
  }

  @Test
  void testNegativeLearningRate() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights()).learningRate(-0.01);
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(g(i), g(i + 1)).step();
    }
    jvm.assertFindings(error("learning-rate-zero", "w", 0, STEP));
  }

  @Test
  void testUpdateOfACopyLeavesTheWeightWhereItIs() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < STEPS; i++) {
      run.zeroGrad().forward().backward(g(i), g(i + 1));
      run.locator.line(STEP);
      run.run.stepBegin("");
      run.parameters[1].descend(0.01);
      run.run.parameterUpdated(0);
      run.run.parameterUpdated(1);
      run.run.stepEnd(null);
    }
    jvm.assertFindings(warning("weight-not-updating", "w", 2, STEP));
  }

  @Test
  void testRuleThatIsOffStaysSilent() {
    ScriptedMonitor jvm = new ScriptedMonitor("rules=-stale-gradient");
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(g(i), g(i + 1)).update();
    }
    jvm.assertHealthy();
  }

  @Test
  void testTwoRunsKeepTheirFindingsApart() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun healthy = jvm.arrays(weights());
    ScriptedRun broken = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      healthy.forward().backward(g(i), g(i + 1)).update();
      healthy.zeroGrad();
      broken.forward().backward(g(i), g(i + 1)).update();
    }
    List<Finding> findings = jvm.findings();
    assertEquals(1, findings.size(), findings::toString);
    assertEquals("stale-gradient", findings.get(0).rule());
    assertEquals(broken.run.info().id(), findings.get(0).run());
  }
}
