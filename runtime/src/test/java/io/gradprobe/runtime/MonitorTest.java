package io.gradprobe.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.collector.Collector;
import io.gradprobe.runtime.config.Options;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.run.RunInfo;
import io.gradprobe.runtime.run.RunSummary;
import io.gradprobe.runtime.run.StepRecord;
import io.gradprobe.runtime.run.TensorCensus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MonitorTest {
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Gathered gathered = new Gathered();

  private Monitor monitor(Collector... collectors) {
    return new Monitor(Options.defaults(), List.of(collectors), said::add);
  }

  private static TrainingRun begin(Monitor monitor, ArrayParameter parameter) {
    List<ParameterInfo> infos = List.of(parameter.info(0));
    RunInfo info =
        new RunInfo("r", "Test", "1", "none", "trainer", "net", "cpu()", List.of(), infos, 0);
    return monitor.begin(
        info,
        List.of(parameter),
        false,
        new ScriptedLocator(),
        io.gradprobe.runtime.observe.OriginFinder.NONE);
  }

  @Test
  void runsAreThoseOfAFrameworkOrAll() {
    Monitor monitor = monitor();
    TrainingRun run = begin(monitor, ArrayParameter.float64("w", 1, 2));
    assertEquals(List.of(run), monitor.runs("Test"));
    assertEquals(List.of(), monitor.runs("another"));
    assertEquals(List.of(run), monitor.runs());
  }

  private static void train(TrainingRun run, int steps) {
    for (int i = 0; i < steps; i++) {
      run.forwardBegin(true);
      run.forwardEnd("net", true, true, false, true, 1);
      run.backwardBegin(1, "", 1, true, true);
      run.backwardEnd(null);
      run.stepBegin("");
      run.optimizerUpdate(0, 0.1, 0, 1, Double.NaN);
      run.stepEnd(null);
    }
  }

  /** Does one thing whenever it is told of a step. */
  private record Odd(Consumer<StepRecord> onStep) implements Collector {
    @Override
    public String name() {
      return "odd";
    }

    @Override
    public boolean wantsEveryStep() {
      return true;
    }

    @Override
    public void step(StepRecord step) {
      onStep.accept(step);
    }
  }

  @Test
  void testCollectorThatThrowsIsSwitchedOffAndTheOthersGoOn() {
    int[] calls = new int[1];
    Monitor monitor =
        monitor(
            new Odd(
                s -> {
                  calls[0]++;
                  throw new IllegalStateException("broken pipe");
                }),
            gathered);
    train(begin(monitor, ArrayParameter.float32("w", 1)), 50);
    monitor.shutdown(Duration.ofSeconds(20));
    assertEquals(1, calls[0]);
    assertEquals(50, gathered.steps.size());
    assertEquals(1, gathered.closed);
    assertEquals(1, said.size(), said::toString);
    assertTrue(said.get(0).startsWith("odd failed"), said.get(0));
    assertTrue(said.get(0).contains("broken pipe"), said.get(0));
  }

  @Test
  void testCollectorThatLacksAClassIsSwitchedOffToo() {
    Monitor monitor =
        monitor(
            gathered,
            new Odd(
                s -> {
                  throw new NoClassDefFoundError("some/Exporter");
                }));
    train(begin(monitor, ArrayParameter.float32("w", 1)), 5);
    monitor.shutdown(Duration.ofSeconds(20));
    assertEquals(5, gathered.steps.size());
    assertEquals(1, said.size(), said::toString);
  }

  @Test
  void testCollectorThatThrowsAnyOtherErrorEndsNothingEither() {
    Monitor monitor =
        monitor(
            gathered,
            new Odd(
                s -> {
                  throw new StackOverflowError();
                }));
    train(begin(monitor, ArrayParameter.float32("w", 1)), 5);
    monitor.shutdown(Duration.ofSeconds(20));
    assertEquals(5, gathered.steps.size());
    assertEquals(1, gathered.closed);
    assertEquals(1, gathered.summaries.size());
  }

  @Test
  void testCollectorThatThrowsOnCloseDoesNotKeepTheOthersFromClosing() {
    Collector bad =
        new Collector() {
          @Override
          public String name() {
            return "bad";
          }

          @Override
          public void close(Duration limit) {
            throw new IllegalStateException("no");
          }
        };
    Monitor monitor = monitor(bad, gathered);
    begin(monitor, ArrayParameter.float32("w", 1));
    monitor.shutdown(Duration.ofSeconds(20));
    assertEquals(1, gathered.closed);
    assertEquals(1, said.size(), said::toString);
  }

  @Test
  void testShutdownIsBoundedWhereACollectorHangs() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch inside = new CountDownLatch(1);
    Monitor monitor =
        monitor(
            new Odd(
                s -> {
                  inside.countDown();
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
    train(begin(monitor, ArrayParameter.float32("w", 1)), 5);
    assertTrue(inside.await(20, TimeUnit.SECONDS));
    long before = System.nanoTime();
    monitor.shutdown(Duration.ofMillis(300));
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
    never.countDown();
    assertTrue(took >= 290 && took < 5000, () -> took + " ms");
  }

  @Test
  void testCloseIsGivenWhatIsLeftOfTheLimit() {
    Duration[] given = new Duration[1];
    Monitor monitor =
        monitor(
            new Collector() {
              @Override
              public String name() {
                return "patient";
              }

              @Override
              public void close(Duration limit) {
                given[0] = limit;
              }
            });
    begin(monitor, ArrayParameter.float32("w", 1));
    monitor.shutdown(Duration.ofSeconds(15));
    assertNotNull(given[0]);
    assertTrue(given[0].compareTo(Duration.ofSeconds(15)) <= 0);
    assertTrue(given[0].compareTo(Duration.ofSeconds(1)) > 0);
  }

  @Test
  void testTrainingGoesOnWhileACollectorHangsAndDropsAreCounted() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Gathered behind = new Gathered();
    Monitor monitor =
        monitor(
            behind,
            new Odd(
                s -> {
                  try {
                    release.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
    train(begin(monitor, ArrayParameter.float32("w", 1)), 20_000);
    assertTrue(monitor.dropped() > 10_000, () -> monitor.dropped() + " dropped");
    release.countDown();
    monitor.shutdown(Duration.ofSeconds(20));
    assertTrue(behind.steps.size() > 7500, () -> behind.steps.size() + " steps");
    assertTrue(behind.steps.size() < 10_100, () -> behind.steps.size() + " steps");
  }

  @Test
  void testShutdownEndsRunsAndFlushesInOrder() {
    Monitor monitor = monitor(gathered);
    TrainingRun run = begin(monitor, ArrayParameter.float32("w", 1));
    train(run, 3);
    assertFalse(run.isEnded());
    monitor.shutdown(Duration.ofSeconds(20));
    assertTrue(run.isEnded());
    assertEquals(List.of(), monitor.runs());
    assertEquals(1, gathered.runs.size());
    assertEquals(List.of(0L, 1L, 2L), gathered.steps.stream().map(StepRecord::step).toList());
    assertEquals(3, gathered.summaries.get(0).steps());
    assertEquals(1, gathered.closed);
  }

  @Test
  void testShutdownWithoutAnyRunClosesCollectors() {
    Monitor monitor = monitor(gathered);
    monitor.shutdown(Duration.ofSeconds(20));
    assertEquals(1, gathered.closed);
  }

  @Test
  void testSecondShutdownClosesNothingAgain() {
    Monitor monitor = monitor(gathered);
    begin(monitor, ArrayParameter.float32("w", 1));
    monitor.shutdown(Duration.ofSeconds(20));
    monitor.shutdown(Duration.ofSeconds(20));
    assertEquals(1, gathered.closed);
  }

  @Test
  void testRepeatsAreToldOnceMoreWhenTheRunEnds() {
    Monitor monitor = monitor(gathered);
    ArrayParameter w = ArrayParameter.float32("w", 1);
    TrainingRun run = begin(monitor, w);
    w.addGradient(1);
    train(run, 25);
    run.end();
    monitor.shutdown(Duration.ofSeconds(20));
    List<Finding> stale =
        gathered.findings.stream().filter(f -> f.rule().equals("stale-gradient")).toList();
    assertEquals(List.of(1L, 10L, 24L), stale.stream().map(Finding::count).toList());
  }

  @Test
  void testOneOfTwoRunsTellsOfTensorsThatPileUp() {
    for (boolean told : new boolean[] {true, false}) {
      Gathered all = new Gathered();
      Monitor monitor = monitor(all);
      TrainingRun first = begin(monitor, ArrayParameter.float32("w", 1));
      TrainingRun second = begin(monitor, ArrayParameter.float32("v", 1));
      long[] live = new long[1];
      monitor.countTensors(
          first.info().framework(),
          run ->
              told && run == second
                  ? new TensorCensus(live[0], "Train.java:9", 1)
                  : TensorCensus.UNKNOWN);
      for (int i = 0; i < 150; i++) {
        live[0]++;
        train(first, 1);
        train(second, 1);
      }
      monitor.shutdown(Duration.ofSeconds(20));
      assertEquals(
          told ? List.of("Train.java:9") : List.of(),
          all.findings.stream()
              .filter(f -> f.rule().equals("tensor-leak"))
              .map(Finding::location)
              .toList());
    }
  }

  @Test
  void testRunThatHasEndedIsForgotten() {
    Monitor monitor = monitor(gathered);
    TrainingRun run = begin(monitor, ArrayParameter.float32("w", 1));
    assertEquals(List.of(run), monitor.runs());
    run.end();
    assertEquals(List.of(), monitor.runs());
    monitor.shutdown(Duration.ofSeconds(20));
    assertEquals(1, gathered.summaries.stream().map(RunSummary::run).toList().size());
  }

  @Test
  void testAccessThatThrowsReachesTheProbeButLeavesTheRunUsable() {
    Monitor monitor = monitor(gathered);
    ArrayParameter w = ArrayParameter.float32("w", 1);
    TrainingRun run = begin(monitor, w);
    train(run, 2);
    w.failure = new IllegalStateException("released");
    for (int i = 0; i < 3; i++) {
      try {
        train(run, 1);
      } catch (IllegalStateException e) {
        assertEquals("released", e.getMessage());
      }
    }
    w.failure = null;
    train(run, 4);
    monitor.shutdown(Duration.ofSeconds(20));
    assertTrue(gathered.summaries.get(0).steps() >= 6);
  }
}
