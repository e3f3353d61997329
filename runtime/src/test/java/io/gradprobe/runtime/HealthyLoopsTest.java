package io.gradprobe.runtime;

import static io.gradprobe.runtime.ScriptedRun.NONE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops that are as they should be: nothing at all may be found, not even an INFO. */
class HealthyLoopsTest {
  private static final int STEPS = 300;

  private static ArrayParameter[] weights() {
    return new ArrayParameter[] {
      ArrayParameter.float32("w", 0.5, -0.25, 0.75, 1), ArrayParameter.float64("b", 0.1, 0.2)
    };
  }

  /** Gradients that vary without a pattern that a rule could mind. */
  private static double g(int step) {
    return 0.1 * (1 + 0.3 * Math.sin(1.7 * step));
  }

  @ParameterizedTest
  @ValueSource(strings = {"profile=watch", "profile=debug", "profile=protocol", "budget=100"})
  void testOptimizerThatClearsWhatItUses(String arguments) {
    ScriptedMonitor jvm = new ScriptedMonitor(arguments);
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(g(i), g(i + 1)).step();
    }
    jvm.assertHealthy();
    assertEquals(STEPS, jvm.gathered.summaries.get(0).steps());
  }

  @ParameterizedTest
  @ValueSource(strings = {"profile=watch", "profile=debug", "profile=protocol", "budget=100"})
  void testZeroGradBeforeBackward(String arguments) {
    ScriptedMonitor jvm = new ScriptedMonitor(arguments);
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < STEPS; i++) {
      run.zeroGrad().forward().backward(g(i), g(i + 1)).stepKeepingGradients();
    }
    jvm.assertHealthy();
  }

  @Test
  void testZeroGradBetweenForwardAndBackward() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < STEPS; i++) {
      run.forward().zeroGrad().backward(g(i), g(i + 1)).stepKeepingGradients();
    }
    jvm.assertHealthy();
  }

  @Test
  void testZeroGradAtTheLoopsEnd() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(g(i), g(i + 1)).update().zeroGrad();
    }
    jvm.assertHealthy();
  }

  @Test
  void testZeroGradByInPlaceOperationAfterTheStep() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(g(i), g(i + 1)).update().zeroInPlace();
    }
    jvm.assertHealthy();
  }

  @Test
  void testZeroGradByInPlaceOperationBeforeBackward() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.zeroInPlace().forward().backward(g(i), g(i + 1)).update();
    }
    jvm.assertHealthy();
  }

  @Test
  void testEachGradientZeroedRightAfterItsOwnUpdate() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(g(i), g(i + 1));
      for (int p = 0; p < 2; p++) {
        run.updateOne(p);
        run.parameters[p].clearGradient();
        run.run.gradientZeroed(p);
      }
    }
    jvm.assertHealthy();
    assertEquals(STEPS, jvm.gathered.summaries.get(0).steps());
  }

  @Test
  void testZeroGradThatNoProbeSeesIsSeenInMemory() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.zeroUnseen().forward().backward(g(i), g(i + 1)).update();
    }
    jvm.assertHealthy();
  }

  @Test
  void testAccumulationWithTail() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int epoch = 0; epoch < 6; epoch++) {
      run.pass();
      for (int i = 1; i <= 18; i++) {
        run.forward().backward(g(i), g(i + 1));
        if (i % 4 == 0 || i == 18) {
          run.step();
        }
      }
    }
    jvm.assertHealthy();
    assertEquals(6 * 5, jvm.gathered.summaries.get(0).steps());
    assertEquals(6, jvm.gathered.summaries.get(0).epochs());
  }

  @Test
  void testSeveralLossesWithABackwardEach() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights()).divided(false);
    for (int i = 0; i < STEPS; i++) {
      run.forward().at(30).backward(g(i), NONE).at(31).backward(g(i), g(i + 1)).step();
    }
    jvm.assertHealthy();
  }

  @Test
  void testTwoPlayersInTurn() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun critic = jvm.trainer(weights());
    ScriptedRun generator =
        jvm.trainer(ArrayParameter.float32("gw", 0.3, 0.4), ArrayParameter.float32("gb", 0.1));
    for (int i = 0; i < STEPS; i++) {
      critic.zeroGrad(critic, generator);
      critic.forward().at(30).backward(g(i), g(i + 1)).at(31).step();
      critic.zeroGrad(critic, generator);
      generator.forward();
      critic.forward();
      generator.at(40).backwardWith(critic.at(40), g(i), g(i + 1));
      generator.at(41).step();
    }
    jvm.assertHealthy();
    assertEquals(
        List.of((long) STEPS, (long) STEPS),
        jvm.gathered.summaries.stream().map(s -> s.steps()).toList());
  }

  @Test
  void testSeveralCriticStepsForOneGeneratorStep() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun critic = jvm.trainer(weights());
    ScriptedRun generator =
        jvm.trainer(ArrayParameter.float32("gw", 0.3, 0.4), ArrayParameter.float32("gb", 0.1));
    for (int i = 0; i < STEPS; i++) {
      for (int k = 0; k < 5; k++) {
        critic.zeroGrad(critic, generator);
        critic.forward().at(30).backward(g(i), g(i + k)).at(31).step();
      }
      critic.zeroGrad(critic, generator);
      generator.forward();
      critic.forward();
      generator.at(40).backwardWith(critic.at(40), g(i), g(i + 1));
      generator.at(41).step();
    }
    jvm.assertHealthy();
  }

  @Test
  void testHandWrittenUpdateWithDecayBeforeIt() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.zeroGrad().forward().backward(g(i), g(i + 1));
      for (int p = 0; p < 2; p++) {
        run.write(p, "muli", 0.999).updateOne(p);
      }
    }
    jvm.assertHealthy();
    assertEquals(STEPS, jvm.gathered.summaries.get(0).steps());
  }

  @Test
  void testHandWrittenUpdateWithDecayAfterIt() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.zeroGrad().forward().backward(g(i), g(i + 1));
      for (int p = 0; p < 2; p++) {
        run.updateOne(p).write(p, "muli", 0.999);
      }
    }
    jvm.assertHealthy();
    assertEquals(STEPS, jvm.gathered.summaries.get(0).steps());
  }

  @Test
  void testHandWrittenUpdateAndDecayByTheSameOperation() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.zeroGrad().forward().backward(g(i), g(i + 1));
      for (int p = 0; p < 2; p++) {
        run.updateOne(p).write(p, "subi", 0.999);
      }
    }
    jvm.assertHealthy();
    assertEquals(STEPS, jvm.gathered.summaries.get(0).steps());
  }

  @Test
  void testDecayOfAllWeightsAfterTheUpdateOfAll() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.zeroGrad().forward().backward(g(i), g(i + 1)).update();
      run.write(0, "muli", 0.999).write(1, "muli", 0.999);
    }
    jvm.assertHealthy();
    assertEquals(STEPS, jvm.gathered.summaries.get(0).steps());
  }

  @Test
  void testDecayOfAllWeightsByTheSameOperationAfterTheUpdateOfAll() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.zeroGrad().forward().backward(g(i), g(i + 1)).update();
      run.write(0, "subi", 0.999).write(1, "subi", 0.999);
    }
    jvm.assertHealthy();
    assertEquals(STEPS, jvm.gathered.summaries.get(0).steps());
  }

  @Test
  void testProjectionAfterTheStep() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(g(i), g(i + 1)).update().zeroGrad().write(0, "set", 1);
    }
    jvm.assertHealthy();
    assertEquals(STEPS, jvm.gathered.summaries.get(0).steps());
  }

  @Test
  void testProjectionWithinTheStep() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.zeroGrad().forward().backward(g(i), g(i + 1)).update();
      run.write(0, "set", 1).write(1, "set", 1);
    }
    jvm.assertHealthy();
    assertEquals(STEPS, jvm.gathered.summaries.get(0).steps());
  }

  @Test
  void testWeightsInitialisedByHandBeforeTraining() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    run.write(0, "muli", 0.5).write(0, "muli", 0.5);
    ScriptedRun managed = jvm.trainer(weights());
    managed.write(0, "muli", 0.5).write(0, "muli", 0.5).write(0, "muli", 0.5);
    for (int i = 0; i < STEPS; i++) {
      run.zeroGrad(run, managed).forward().backward(g(i), g(i + 1)).update();
      managed.forward().backward(g(i), g(i + 1)).step();
    }
    jvm.assertHealthy();
  }

  @Test
  void testBadBatchSkippedByTheProgram() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.zeroGrad().forward().backward(g(i), g(i + 1));
      if (i != 20) {
        run.update();
      }
    }
    jvm.assertHealthy();
    assertEquals(STEPS - 1, jvm.gathered.summaries.get(0).steps());
    assertEquals(STEPS, jvm.gathered.summaries.get(0).backwards());
  }

  @Test
  void testPerfectConvergence() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < STEPS; i++) {
      boolean converged = i >= 20;
      run.loss(converged ? 0 : 1).forward();
      run.backward(converged ? 0 : g(i), converged ? 0 : g(i + 1)).step();
    }
    jvm.assertHealthy();
  }

  @Test
  void testAllGradientsZeroFromTheFirstStepOn() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.loss(0).zeroGrad().forward().backward(0, 0).update();
    }
    jvm.assertHealthy();
  }

  @Test
  void testFrozenParameter() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ArrayParameter[] parameters = weights();
    parameters[0].trainable = false;
    ScriptedRun run = jvm.trainer(parameters);
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(NONE, g(i)).step();
    }
    jvm.assertHealthy();
  }

  @Test
  void testFrozenAndLaterUnfrozenWithItsGradientCleared() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ArrayParameter[] parameters = weights();
    ScriptedRun run = jvm.trainer(parameters);
    for (int i = 0; i < STEPS; i++) {
      parameters[0].trainable = i < 10 || i > 200;
      run.zeroGrad().forward().backward(g(i), g(i + 1)).stepKeepingGradients();
    }
    jvm.assertHealthy();
  }

  @Test
  void testRunningStatisticsMoveByThemselves() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run =
        jvm.trainer(
            ArrayParameter.float32("w", 0.5, 0.6), ArrayParameter.runningMean("mean", 0.1, 0.2));
    for (int i = 0; i < STEPS; i++) {
      run.forward();
      run.parameters[1].scaleValue(1.01);
      run.backward(g(i)).step();
    }
    jvm.assertHealthy();
  }

  @Test
  void testParametersUsedOnlySometimes() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run =
        jvm.trainer(
            ArrayParameter.float32("trunk", 0.5, 0.6),
            ArrayParameter.float32("left", 0.5, 0.6),
            ArrayParameter.float32("right", 0.5, 0.6));
    for (int i = 0; i < STEPS; i++) {
      boolean left = i % 3 == 0;
      run.zeroGrad().forwardThrough(0, left ? 1 : 2);
      run.backward(g(i), left ? g(i) : NONE, left ? NONE : g(i)).stepKeepingGradients();
    }
    jvm.assertHealthy();
  }

  @Test
  void testParameterNeverUsedHasNoGradient() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < STEPS; i++) {
      run.forwardThrough(0).backward(g(i), NONE).step();
    }
    // A hint, once: it may be used later.
    assertEquals(
        List.of("INFO missing-gradient"),
        jvm.findings().stream().map(f -> f.severity() + " " + f.rule()).toList());
  }

  @Test
  void testEvaluationBetweenSteps() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < STEPS; i++) {
      run.forward().backward(g(i), g(i + 1)).step();
      if (i % 5 == 0) {
        run.evaluate().evaluate().evaluate();
      }
    }
    jvm.assertHealthy();
  }

  @Test
  void testClippingBetweenBackwardAndStep() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.zeroGrad().forward().backward(g(i), g(i + 1));
      if (i % 4 == 0) {
        run.clip(0.7);
      }
      run.update();
    }
    jvm.assertHealthy();
  }

  @Test
  void testClipAndUpdateOfEachParameterInOneLoop() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.zeroGrad().forward().backward(g(i), g(i + 1));
      for (int p = 0; p < 2; p++) {
        if (i % 4 == 0) {
          run.parameters[p].scaleGradient(0.7);
          run.run.gradientChanged(p, 0.7);
        }
        run.updateOne(p);
      }
    }
    jvm.assertHealthy();
    assertEquals(STEPS, jvm.gathered.summaries.get(0).steps());
  }

  @Test
  void testGradientsReadByAMethodThatClipsBeforeTheStep() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < STEPS; i++) {
      run.zeroGrad().forward().backward(g(i), g(i + 1));
      run.locator.method("clipGradients");
      run.run.gradientRead(0);
      run.run.gradientRead(1);
      run.locator.method("train");
      run.update();
    }
    jvm.assertHealthy();
  }

  @Test
  void testLearningRateWarmsUpFromZero() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < STEPS; i++) {
      run.learningRate(Math.min(1, i / 10.0) * 0.01);
      run.forward().backward(g(i), g(i + 1)).step();
    }
    jvm.assertHealthy();
  }

  @Test
  void testOneStep() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    jvm.trainer(weights()).forward().backward(0.1, 0.1).step();
    jvm.assertHealthy();
    assertEquals(1, jvm.gathered.summaries.get(0).steps());
  }

  @Test
  void testNothingAtAll() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    jvm.trainer(weights());
    jvm.trainer();
    jvm.assertHealthy();
  }

  @Test
  void testStepThatThrowsIsNotCounted() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < STEPS; i++) {
      run.zeroGrad().forward().backward(g(i), g(i + 1));
      if (i == 30) {
        run.stepFails();
      } else {
        run.step();
      }
    }
    jvm.assertHealthy();
    assertEquals(STEPS - 1, jvm.gathered.summaries.get(0).steps());
  }

  @Test
  void testManyShortRunsInTurn() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    for (int r = 0; r < 20; r++) {
      ScriptedRun run = jvm.trainer(weights());
      for (int i = 0; i < 5; i++) {
        run.forward().backward(g(i), g(i + 1)).step();
      }
      run.run.end();
    }
    jvm.assertHealthy();
    assertEquals(20, jvm.gathered.summaries.size());
    assertEquals(20, jvm.gathered.runs.size());
  }
}
