package io.gradprobe.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options change, and watching pauses, while runs go on. */
class OptionsWhileRunningTest {

  private static ArrayParameter[] weights() {
    return new ArrayParameter[] {
      ArrayParameter.float32("w", 0.5, -0.25), ArrayParameter.float32("b", 0.1)
    };
  }

  @Test
  void testProfileDebugMeasuresEveryStepFromThenOn() {
    ScriptedMonitor jvm = new ScriptedMonitor("profile=protocol");
    ScriptedRun run = jvm.trainer(weights());
    for (int i = 0; i < 60; i++) {
      if (i == 20) {
        jvm.options("profile=debug");
      } else if (i == 40) {
        jvm.options("profile=protocol");
      }
      run.forward().backward(0.01, 0.01).step();
    }
    jvm.assertHealthy();
    assertEquals(20, jvm.gathered.measured.size());
    assertEquals(20, jvm.gathered.measured.get(0).record().step());
    assertEquals(60, jvm.gathered.steps.size());
  }

  @Test
  void testProfileDebugBringsItsRulesToARunUnderWay() {
    ScriptedMonitor jvm = new ScriptedMonitor("profile=protocol");
    ScriptedRun run = jvm.trainer(weights());
    run.loss(Double.NaN).forward().backward(0.01, 0.01).step();
    jvm.options("profile=debug");
    run.forward().backward(0.01, 0.01).step();
    List<Finding> findings = jvm.findings();
    assertEquals(List.of("non-finite-loss"), findings.stream().map(Finding::rule).toList());
    assertEquals(1, findings.get(0).step());
  }

  @Test
  void testRuleSwitchedOffAndOnAgain() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.arrays(weights());
    for (int i = 0; i < 30; i++) {
      if (i == 10) {
        jvm.options("rules=-stale-gradient");
      } else if (i == 20) {
        jvm.options("rules=all");
      }
      run.forward().backward(0.01, 0.01).update();
    }
    List<Finding> findings = jvm.findings();
    assertEquals(List.of("stale-gradient"), findings.stream().map(Finding::rule).toList());
    // Switched on, a rule begins with what it sees from then on.
    assertEquals(1, findings.get(0).step());
    assertEquals(9 + 10, findings.get(0).count());
  }

  @Test
  void testOnErrorOfARunUnderWayStaysUntilChanged() {
    ScriptedMonitor jvm = new ScriptedMonitor("on-error=stop");
    ScriptedRun run = jvm.trainer(weights());
    jvm.options("budget=5,profile=debug");
    run.forward().backward(0.01, 0.01).stepKeepingGradients();
    run.forward().backward(0.01, 0.01).stepKeepingGradients();
    boolean stopped = false;
    try {
      run.run.throwIfStopped();
    } catch (GradprobeException e) {
      stopped = true;
    }
    assertTrue(stopped);
    jvm.shutdown();
  }

  @Test
  void testTheCycleThatWatchingBeganInTheMiddleOfProvesNothing() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    jvm.monitor.beginLate();
    ScriptedRun run = jvm.trainer(weights());
    // Its backward was before: neither the clip nor the step is out of order.
    run.clip(0.5).step();
    for (int i = 0; i < 5; i++) {
      run.forward().backward(0.01, 0.01).clip(0.5).step();
    }
    assertEquals(List.of(), jvm.findings());
  }

  @Test
  void testTheCycleAfterTheFirstOneProves() {
    ScriptedMonitor jvm = new ScriptedMonitor();
    jvm.monitor.beginLate();
    ScriptedRun run = jvm.trainer(weights());
    run.clip(0.5).step();
    run.forward().backward(0.01, 0.01).step();
    run.step();
    assertEquals(
        List.of("step-without-backward"), jvm.findings().stream().map(Finding::rule).toList());
  }

  /**
   * While watching is off, signals are missed from any moment to any other; afterwards nothing may
   * be concluded from what was seen before.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void testPauseAtAnyMomentFindsNothingInAHealthyLoop(int seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      ScriptedMonitor jvm = new ScriptedMonitor(random.nextBoolean() ? "" : "profile=debug");
      ScriptedMonitor unseen = new ScriptedMonitor();
      boolean manual = random.nextBoolean();
      int accumulated = 1 + random.nextInt(3);
      ArrayParameter[] parameters = weights();
      ScriptedRun watched = manual ? jvm.arrays(parameters) : jvm.trainer(parameters);
      ScriptedRun paused = manual ? unseen.arrays(parameters) : unseen.trainer(parameters);
      int off = random.nextInt(55);
      int on = off + 1 + random.nextInt(25);
      int call = 0;
      List<Consumer<ScriptedRun>> loop = loop(manual, accumulated);
      for (int i = 0; i < 30; i++) {
        for (Consumer<ScriptedRun> next : loop) {
          if (call == on) {
            jvm.monitor.resume();
          }
          next.accept(call >= off && call < on ? paused : watched);
          call++;
        }
      }
      List<Finding> findings = jvm.findings();
      int begin = off;
      int end = on;
      assertEquals(
          List.of(),
          findings,
          () ->
              "off at call "
                  + begin
                  + ", on at call "
                  + end
                  + (manual ? ", by hand" : ", optimizer")
                  + ", backwards a step: "
                  + accumulated);
      unseen.shutdown();
    }
  }

  private static List<Consumer<ScriptedRun>> loop(boolean manual, int accumulated) {
    List<Consumer<ScriptedRun>> calls = new ArrayList<>();
    if (manual) {
      calls.add(r -> r.zeroGrad());
    }
    for (int k = 0; k < accumulated; k++) {
      calls.add(r -> r.forward());
      calls.add(r -> r.backward(0.01, 0.02));
    }
    if (manual) {
      calls.add(r -> r.updateOne(0));
      calls.add(r -> r.updateOne(1));
    } else {
      calls.add(r -> r.step());
    }
    return calls;
  }
}
