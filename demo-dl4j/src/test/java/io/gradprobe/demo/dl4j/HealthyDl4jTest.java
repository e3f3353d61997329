package io.gradprobe.demo.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
  void healthyTrainingIsSilentHoweverCloselyWatched() {
    assertSilent("profile=debug", false, Expectation.mainClasses("dl4j.healthy"));
  }

  @Test
  void repairedTwinsAreSilent() {
    assertSilent("profile=debug", true, Expectation.mainClasses("dl4j.faults"));
  }

  @Test
  void whatIsPrintedIsTheSameWithAndWithoutTheAgent() {
    List<String> demos = Expectation.mainClasses("dl4j.healthy");
    Result bare = Fork.of(Programs.arguments(1, false, demos)).quick().run();
    Result watched = Fork.of(Programs.arguments(1, false, demos)).quick().watched("").run();
    assertEquals(0, bare.exitCode(), bare::toString);
    assertEquals(bare.out(), watched.out());
    assertEquals(bare.exitCode(), watched.exitCode());
  }

  private static void assertSilent(String options, boolean fixed, List<String> demos) {
    Result result =
        Fork.of(Programs.arguments(SEEDS, fixed, demos))
            .quick()
            .recorded("console=off," + options)
            .run();
    assertEquals(0, result.exitCode(), result::toString);
    Recording recording = result.recording();
    assertEquals(List.of(), recording.findings(Found::isLoud));
    assertTrue(recording.runs().size() >= SEEDS * demos.size(), () -> "too few runs: " + result);
    for (String run : recording.runs()) {
      assertTrue(!recording.events("Step", run).isEmpty(), () -> "no step was seen of " + run);
    }
    assertTrue(recording.events("Gradient").size() > recording.events("Weight").size() / 2);
  }
}
