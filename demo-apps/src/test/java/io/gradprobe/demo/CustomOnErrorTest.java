package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an ERROR finding does in programs with an autograd of their own. */
class CustomOnErrorTest {
  private static final String BAD_LOSS = "io.gradprobe.demo.custom.visits.Visits";

  @Test
  void testSkipStepKeepsNonFiniteGradientsOutOfTheWeights() {
    Result result =
        Fork.of(BAD_LOSS, "--bug=log-zero")
            .quick()
            .recorded("console=off,on-error=skip-step")
            .run();
    assertEquals(0, result.exitCode(), result::toString);
    Recording recording = result.recording();
    assertFalse(result.out().contains("NaN"), result::toString);
    assertTrue(
        recording.events("Weight").stream().allMatch(event -> event.getLong("nonFinite") == 0));
    assertTrue(recording.events("Step").size() > 500, result::toString);
    List<Found> loud = recording.findings(Found::isLoud);
    assertTrue(loud.stream().allMatch(f -> f.rule().startsWith("non-finite-")), loud::toString);
    assertTrue(result.err().contains("skipped: its gradients are not finite"), result::toString);
  }

  @Test
  void testStopThrowsOutOfTheLoop() {
    Result result =
        Fork.of(BAD_LOSS, "--bug=log-zero").quick().watched("console=off,on-error=stop").run();
    assertEquals(1, result.exitCode(), result::toString);
    assertTrue(
        result.err().contains("GradprobeException: non-finite-loss on loss"), result::toString);
    assertFalse(result.out().contains("step 100"), result::toString);
  }

  /** Updates inline, a step that clears, one that returns its loss. */
  @ParameterizedTest
  @ValueSource(strings = {"moons.Moons", "sine.SineFit", "q.z", "gates.Gates"})
  void testWhatCanNotBeLeftOutIsToldAndRuns(String program) {
    String main = "io.gradprobe.demo.custom." + program;
    Result bare = Fork.of(main).quick().run();
    Result watched = Fork.of(main).quick().recorded("console=off,on-error=skip-step").run();
    assertEquals(bare.out(), watched.out());
    assertEquals(
        1,
        watched.err().lines().filter(line -> line.contains("can't be left out")).count(),
        watched::toString);
    assertEquals(List.of(), watched.recording().findings(Found::isLoud));
  }

  /** With good gradients no step is left out. */
  @ParameterizedTest
  @ValueSource(strings = {"visits.Visits", "terrain.Terrain", "spiral.Spiral", "blobs.Blobs"})
  void testGoodStepsAreMade(String program) {
    String main = "io.gradprobe.demo.custom." + program;
    Result bare = Fork.of(main).quick().run();
    Result watched = Fork.of(main).quick().watched("console=off,on-error=skip-step").run();
    assertEquals(bare.out(), watched.out());
    assertFalse(watched.err().contains("left out"), watched::toString);
  }
}
