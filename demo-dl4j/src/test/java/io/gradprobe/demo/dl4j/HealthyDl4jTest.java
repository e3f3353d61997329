package io.gradprobe.demo.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.testing.Expectation;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Healthy training raises neither a WARNING nor an ERROR, and prints what it prints unwatched. */
class HealthyDl4jTest {
  private static final int SEEDS = 2;

  @Test
  void healthyTrainingIsSilentHoweverCloselyWatchedAndPrintsTheSameUnwatched() {
    List<String> demos = Expectation.mainClasses("dl4j.healthy");
    Result watched = assertSilent(false, demos);
    Result bare = Fork.of(Programs.arguments(SEEDS, false, demos)).quick().run();
    assertEquals(0, bare.exitCode(), bare::toString);
    assertEquals(bare.out(), watched.out());
  }

  @Test
  void repairedTwinsAreSilent() {
    assertSilent(true, Expectation.mainClasses("dl4j.faults"));
  }

  private static Result assertSilent(boolean fixed, List<String> demos) {
    Result result =
        Fork.of(Programs.arguments(SEEDS, fixed, demos))
            .quick()
            .recorded("console=off,profile=debug")
            .run();
    assertEquals(0, result.exitCode(), result::toString);
    Recording recording = result.recording();
    assertEquals(List.of(), recording.findings(Found::isLoud));
    assertTrue(recording.runs().size() >= SEEDS * demos.size(), () -> "too few runs: " + result);
    for (String run : recording.runs()) {
      assertFalse(recording.events("Step", run).isEmpty(), () -> "no step was seen of " + run);
      assertFalse(recording.events("Gradient", run).isEmpty(), () -> "no gradient of " + run);
    }
    return result;
  }
}
