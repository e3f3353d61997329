package io.gradprobe.runtime;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an ERROR finding does to the program, by the option {@code on-error}. */
class OnErrorActionTest {

  private static ArrayParameter[] weights() {
    return new ArrayParameter[] {
      ArrayParameter.float32("w", 0.5, -0.25), ArrayParameter.float32("b", 0.1)
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 250, 999})
  void testSkipStepOfAnOptimizer(int bad) {
    ScriptedMonitor jvm = new ScriptedMonitor("on-error=skip-step");
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < 1000; i++) {
      double before = run.parameters[0].value();
      run.forward().backward(i == bad ? Double.NaN : 0.01, 0.01).step();
      assertEquals(i == bad, before == run.parameters[0].value(), "step " + i);
    }
    Finding found = jvm.findings().get(0);
    assertEquals("non-finite-gradient", found.rule());
    assertEquals(bad, found.step());
    assertEquals(1, jvm.gathered.findings.size());
    assertEquals(999, jvm.gathered.summaries.get(0).steps());
    assertEquals(1, jvm.said.size());
    assertTrue(jvm.said.get(0).contains("skipped"), jvm.said::toString);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 250, 999})
  void testSkipStepOfAHandWrittenLoop(int bad) {
    ScriptedMonitor jvm = new ScriptedMonitor("on-error=skip-step");
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < 1000; i++) {
      double w = run.parameters[0].value();
      double b = run.parameters[1].value();
      run.zeroGradBySubtraction().forward().backward(0.01, i == bad ? Double.NaN : 0.01).update();
      assertEquals(i == bad, w == run.parameters[0].value(), "w at step " + i);
      assertEquals(i == bad, b == run.parameters[1].value(), "b at step " + i);
    }
    Finding found = jvm.findings().get(0);
    assertEquals("non-finite-gradient", found.rule());
    assertEquals("b", found.subject());
    assertEquals(bad, found.step());
    assertEquals(1, jvm.gathered.findings.size(), jvm.gathered.findings::toString);
    assertEquals(999, jvm.gathered.summaries.get(0).steps());
  }

  @Test
  void testEveryWriteOfASkippedHandWrittenStepIsSkipped() {
    ScriptedMonitor jvm = new ScriptedMonitor("on-error=skip-step");
    ScriptedRun run = jvm.arrays(weights());
    run.zeroGrad().forward().backward(0.01, 0.01).update();
    run.zeroGrad().forward().backward(Double.NaN, 0.01);
    double b = run.parameters[1].value();
    for (int p = 0; p < 2; p++) {
      run.updateOne(p).write(p, "muli", 0.9);
    }
    assertEquals(b, run.parameters[1].value());
    run.zeroGrad().forward().backward(0.01, 0.01).update();
    assertTrue(b > run.parameters[1].value());
    assertEquals(1, jvm.findings().size());
  }

  @Test
  void testSkipStepDoesNothingToHealthySteps() {
    ScriptedMonitor jvm = new ScriptedMonitor("on-error=skip-step");
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < 300; i++) {
      run.zeroGrad().forward().backward(0.01, 0.01).update();
    }
    jvm.assertHealthy();
    assertEquals(300, jvm.gathered.summaries.get(0).steps());
  }

  @Test
  void testSkipStepDoesNotHappenWhereItsRuleIsOff() {
    ScriptedMonitor jvm = new ScriptedMonitor("on-error=skip-step,rules=-non-finite-gradient");
    ScriptedRun run = jvm.trainer(weights());
    run.forward().backward(Double.NaN, 0.01).step();
    assertTrue(Double.isNaN(run.parameters[0].value()));
    jvm.shutdown();
  }

  @Test
  void testReportDoesNothing() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    run.forward().backward(Double.NaN, 0.01).step();
    assertTrue(Double.isNaN(run.parameters[0].value()));
    assertDoesNotThrow(run.run::throwIfStopped);
    jvm.shutdown();
  }

  @Test
  void testStopThrowsOnceAndNamesTheFinding() {
    ScriptedMonitor jvm = new ScriptedMonitor("on-error=stop");
    ScriptedRun run = jvm.arrays(weights());
    run.forward().backward(0.01, 0.01).update();
    assertDoesNotThrow(run.run::throwIfStopped);
    run.forward().backward(0.01, 0.01).update();
    GradprobeException stop =
        assertThrows(GradprobeException.class, () -> run.run.throwIfStopped());
    assertTrue(stop.getMessage().contains("stale-gradient"), stop::getMessage);
    assertTrue(stop.getMessage().contains("on w"), stop::getMessage);
    assertTrue(stop.getMessage().contains("step 1"), stop::getMessage);
    assertFalse(stop.getMessage().contains("\n"));
    assertDoesNotThrow(run.run::throwIfStopped);
    jvm.shutdown();
  }

  @Test
  void testStopLeavesWarningsAlone() {
    ScriptedMonitor jvm = new ScriptedMonitor("on-error=stop");
    ScriptedRun run = jvm.trainer(weights()).learningRate(0);
    for (int i = 0; i < 20; i++) {
      run.forward().backward(0.01, 0.01).step();
      assertDoesNotThrow(run.run::throwIfStopped);
    }
    assertEquals(1, jvm.findings().size());
  }
}
