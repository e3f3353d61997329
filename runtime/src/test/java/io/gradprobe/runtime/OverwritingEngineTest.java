package io.gradprobe.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Engines that overwrite gradients, tell the loss after backward, or step within it. */
class OverwritingEngineTest {
  private static ArrayParameter[] weights() {
    return new ArrayParameter[] {
      ArrayParameter.float32("w", 0.5, -0.25), ArrayParameter.float32("b", 0.1)
    };
  }

  @Test
  void testUsedUpGradientsAreNotStale() {
    ScriptedMonitor jvm = new ScriptedMonitor("profile=debug");
    ScriptedRun run = jvm.trainer(weights());
    run.run.gradientsUsedUp();
    for (int i = 0; i < 100; i++) {
      run.forward().backward(0.01, 0.01).stepKeepingGradients();
      run.run.gradientsUsedUp();
    }
    jvm.assertHealthy();
  }

  @Test
  void testTheSameWithoutTheSignalIsStale() {
    ScriptedMonitor jvm = new ScriptedMonitor("profile=debug");
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < 10; i++) {
      run.forward().backward(0.01, 0.01).stepKeepingGradients();
    }
    assertTrue(jvm.findings().stream().anyMatch(f -> f.rule().equals("stale-gradient")));
  }

  @Test
  void testTimeOfABackwardWhoseLossComesLate() {
    ScriptedMonitor jvm = new ScriptedMonitor("profile=debug");
    ScriptedRun run = jvm.trainer(weights());
    run.forward();
    run.run.backwardBeforeLoss();
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < 2_000_000) {
      Thread.onSpinWait();
    }
    run.backward(0.01, 0.01).step();
    run.forward().backward(0.01, 0.01).step();
    jvm.assertHealthy();
    assertTrue(jvm.gathered.steps.get(0).backwardNanos() >= 2_000_000);
    assertEquals(1, jvm.gathered.steps.get(1).backwards());
  }

  @Test
  void testAStepThatWasMadeAlreadyIsNotSaidToBeSkipped() {
    ScriptedMonitor jvm = new ScriptedMonitor("on-error=skip-step");
    ScriptedRun run = jvm.trainer(weights());
    run.forward().backward(Double.NaN, 0.01);
    run.run.stepBeginMade();
    run.run.stepEnd(null);
    assertEquals(1, run.run.steps());
    assertEquals("non-finite-gradient", jvm.findings().get(0).rule());
    assertTrue(jvm.said.stream().noneMatch(s -> s.contains("skipped")), jvm.said::toString);
  }
}
