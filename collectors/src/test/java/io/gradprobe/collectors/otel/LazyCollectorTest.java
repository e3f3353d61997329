package io.gradprobe.collectors.otel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.collectors.Evidence;
import io.gradprobe.runtime.collector.Collector;
import io.gradprobe.runtime.run.RunInfo;
import io.gradprobe.runtime.run.StepRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LazyCollectorTest {
  private final List<String> events = new ArrayList<>();

  @Test
  void isMadeWithTheFirstRunAndOnlyOnce() {
    LazyCollector lazy =
        new LazyCollector(
            () -> {
              events.add("made");
              return new Recording();
            });
    assertTrue(lazy.wantsEveryStep());
    assertEquals(List.of(), events);
    lazy.runStarted(Evidence.run("r1"));
    lazy.step(Evidence.step("r1", 0, 0, true));
    lazy.runStarted(Evidence.run("r2"));
    lazy.close(Duration.ofSeconds(1));
    assertEquals(List.of("made", "run r1", "step 0", "run r2", "close"), events);
  }

  @Test
  void whereNothingTrainsNothingIsMade() {
    new LazyCollector(
            () -> {
              throw new AssertionError("made");
            })
        .close(Duration.ofSeconds(1));
  }

  @Test
  void whereItCannotBeMadeEverythingIsIgnoredAndNotTriedAgain() {
    LazyCollector lazy =
        new LazyCollector(
            () -> {
              events.add("tried");
              return null;
            });
    lazy.runStarted(Evidence.run("r1"));
    lazy.runStarted(Evidence.run("r2"));
    lazy.step(Evidence.step("r1", 0, 0, true));
    lazy.close(Duration.ofSeconds(1));
    assertEquals(List.of("tried"), events);
  }

  private final class Recording implements Collector {
    @Override
    public String name() {
      return "recording";
    }

    @Override
    public void runStarted(RunInfo run) {
      events.add("run " + run.id());
    }

    @Override
    public void step(StepRecord step) {
      events.add("step " + step.step());
    }

    @Override
    public void close(Duration limit) {
      events.add("close");
    }
  }
}
