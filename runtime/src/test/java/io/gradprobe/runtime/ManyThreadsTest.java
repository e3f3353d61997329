package io.gradprobe.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.run.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signals from several threads at once. */
@Timeout(60)
class ManyThreadsTest {

  private static ArrayParameter[] weights() {
    return new ArrayParameter[] {
      ArrayParameter.float32("w", 0.5, -0.25), ArrayParameter.float32("b", 0.1)
    };
  }

  private static void together(List<Callable<Void>> tasks) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(tasks.size());
    try {
      for (Future<Void> future : pool.invokeAll(tasks)) {
        future.get();
      }
    } finally {
      pool.shutdown();
      assertTrue(pool.awaitTermination(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void testEachThreadTrainsItsOwnRun() throws Exception {
    ScriptedMonitor jvm = new ScriptedMonitor("profile=protocol");
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      ScriptedRun run = jvm.trainer(weights());
      tasks.add(
          () -> {
            for (int i = 0; i < 500; i++) {
              run.forward().backward(0.01, 0.02).step();
            }
            return null;
          });
    }
    together(tasks);
    jvm.assertHealthy();
    assertEquals(8, jvm.gathered.summaries.size());
    for (RunSummary summary : jvm.gathered.summaries) {
      assertEquals(500, summary.steps());
      assertEquals(500, summary.backwards());
      assertEquals(500 * 32, summary.samples());
    }
  }

  @Test
  void testBackwardsOfSeveralThreadsBeforeOneStep() throws Exception {
    ScriptedMonitor jvm = new ScriptedMonitor("profile=debug");
    ScriptedRun run = jvm.trainer(weights());
    CyclicBarrier stepped = new CyclicBarrier(4, () -> run.at(ScriptedRun.STEP).step());
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      tasks.add(
          () -> {
            for (int i = 0; i < 100; i++) {
              run.locator.line(ScriptedRun.FORWARD);
              run.run.forwardBegin(true);
              run.run.usedInForward(0);
              run.run.usedInForward(1);
              run.run.forwardEnd("net", true, true, false, true, 8);
              run.locator.line(ScriptedRun.BACKWARD);
              run.run.backwardBegin(1, "", 1, true, true);
              run.parameters[0].addGradient(0.01);
              run.parameters[1].addGradient(0.02);
              run.run.backwardEnd(null);
              jvm.monitor.backwardSeen();
              stepped.await(20, TimeUnit.SECONDS);
            }
            return null;
          });
    }
    together(tasks);
    jvm.assertHealthy();
    RunSummary summary = jvm.gathered.summaries.get(0);
    assertEquals(100, summary.steps());
    assertEquals(400, summary.backwards());
    assertEquals(400 * 8, summary.samples());
  }

  @Test
  void testEverySignalAtOnceThrowsNothing() throws Exception {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int t = 0; t < 6; t++) {
      int kind = t;
      tasks.add(
          () -> {
            for (int i = 0; i < 1000; i++) {
              switch (kind) {
                case 0 -> call(run.run, () -> run.run.backwardEnd(null));
                case 1 -> call(run.run, () -> run.run.gradientsCleared());
                case 2 -> {
                  run.run.stepBegin("");
                  run.run.optimizerUpdate(0, 0.1, 0, 1, Double.NaN);
                  run.run.stepEnd(null);
                }
                case 3 -> {
                  run.run.weightWriteBegin(1, "subi");
                  run.run.weightWriteEnd(1);
                }
                case 4 -> {
                  jvm.monitor.resume();
                  run.run.passBegin();
                }
                default -> {
                  run.run.gradientChanged(0, 0.5);
                  run.run.gradientZeroed(1);
                  run.run.gradientRead(0);
                }
              }
            }
            return null;
          });
    }
    together(tasks);
    jvm.shutdown();
    assertEquals(1, jvm.gathered.summaries.size());
    assertEquals(List.of(), jvm.said);
  }

  private static void call(TrainingRun run, Runnable last) {
    run.forwardBegin(true);
    run.forwardEnd("net", true, true, false, true, 1);
    run.backwardBegin(1, "", 1, true, true);
    last.run();
  }

  @Test
  void testStepWhileAnotherThreadIsInsideBackward() throws Exception {
    ScriptedMonitor jvm = new ScriptedMonitor();
    ScriptedRun run = jvm.trainer(weights());
    run.forward().backward(0.01, 0.01).step();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch stepped = new CountDownLatch(1);
    together(
        List.of(
            () -> {
              run.forward();
              run.locator.line(ScriptedRun.BACKWARD);
              run.run.backwardBegin(1, "", 1, true, true);
              inside.countDown();
              assertTrue(stepped.await(20, TimeUnit.SECONDS));
              run.run.backwardEnd(null);
              jvm.monitor.backwardSeen();
              return null;
            },
            () -> {
              assertTrue(inside.await(20, TimeUnit.SECONDS));
              run.at(77).step();
              stepped.countDown();
              return null;
            }));
    Finding found = jvm.findings().get(0);
    assertEquals("step-races-backward", found.rule());
    assertEquals("w", found.subject());
    assertEquals(1, found.step());
    assertEquals(ScriptedLocator.place(77), found.location());
    assertEquals(1, jvm.gathered.findings.size(), jvm.gathered.findings::toString);
  }

  @Test
  void testRunsBeginAndEndWhileOthersTrain() throws Exception {
    ScriptedMonitor jvm = new ScriptedMonitor("profile=protocol");
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      tasks.add(
          () -> {
            for (int r = 0; r < 25; r++) {
              ScriptedRun run;
              synchronized (jvm) {
                run = jvm.trainer(weights());
              }
              for (int i = 0; i < 5; i++) {
                run.forward().backward(0.01, 0.02).step();
              }
              run.run.end();
              run.run.end();
            }
            return null;
          });
    }
    together(tasks);
    assertTrue(jvm.monitor.runs().isEmpty());
    jvm.assertHealthy();
    assertEquals(100, jvm.gathered.summaries.size());
    assertEquals(100, jvm.gathered.runs.size());
    for (RunSummary summary : jvm.gathered.summaries) {
      assertEquals(5, summary.steps());
    }
    assertFalse(jvm.gathered.steps.isEmpty());
  }
}
