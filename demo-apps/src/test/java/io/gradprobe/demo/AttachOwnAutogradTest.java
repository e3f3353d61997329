package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gradprobe.demo.custom.circles.Circles;
import io.gradprobe.demo.custom.moons.Moons;
import io.gradprobe.demo.custom.perceptron.FruitWeights;
import io.gradprobe.demo.custom.shards.Shards;
import io.gradprobe.demo.programs.InRounds;
import io.gradprobe.demo.programs.InTheMidst;
import io.gradprobe.demo.testing.Expectation;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.Jdks;
import io.gradprobe.demo.testing.OwnAutograd;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code attach} brings the agent into a program with an autograd of its own that trains already.
 */
class AttachOwnAutogradTest {
  /** The line of the program's output at which the agent comes. */
  private static final int LINE = 2;

  private static final int LEAST_STEPS = 100;

  private static final Map<Class<?>, String> BUGS =
      Map.of(Circles.class, "missing-zero", Shards.class, "no-backward");

  @TestFactory
  Stream<DynamicTest> healthyOnesAreSeenAndLeftInPeace() {
    return BUGS.keySet().stream()
        .map(c -> dynamicTest(c.getSimpleName(), () -> healthy(LINE, c.getName())));
  }

  /** In the midst of a batch, before a step, after it: no moment makes a finding. */
  @TestFactory
  Stream<DynamicTest> anyMomentWillDo() {
    String main = InTheMidst.class.getName();
    Result bare = Fork.of(main).quick().run();
    return IntStream.rangeClosed(1, 3)
        .mapToObj(line -> dynamicTest("line " + line, () -> silent(bare, line, main)));
  }

  @TestFactory
  Stream<DynamicTest> bugsAreFound() {
    return BUGS.entrySet().stream()
        .map(
            bug ->
                dynamicTest(
                    bug.toString(), () -> bug(Jdks.current(), bug.getKey(), bug.getValue())));
  }

  @Test
  void onJdk25() {
    bug(Jdks.newer(), Circles.class, "missing-zero");
  }

  @Test
  void whatARunningMethodDoesItselfIsToldOnceAndNotJudged() {
    Result bare = Fork.of(Moons.class, "--bug=missing-zero").quick().run();
    Result result =
        Fork.paused(LINE, Moons.class.getName(), "--bug=missing-zero").quick().attached();
    assertEquals(bare.out(), result.out(), result::toString);
    assertEquals(1, result.ownLines().size(), result::toString);
    assertTrue(
        result.ownLines().get(0).contains(Moons.class.getName() + ".main is running already"),
        result::toString);
    assertEquals(List.of(), result.recording().findings());
  }

  @Test
  void aLoopIsWatchedFromItsNextCallOn() {
    healthy(1, InRounds.class.getName());
    Result result =
        Fork.paused(1, InRounds.class.getName(), "missing-zero").quick().attached("console=off");
    List<Found> loud = result.recording().findings(Found::isLoud);
    assertEquals(1, loud.size(), result::toString);
    assertEquals("stale-gradient", loud.get(0).rule());
    assertEquals("weights", loud.get(0).subject());
  }

  @Test
  void aBindingFileCountsAsWell(@TempDir Path folder) throws IOException {
    String unit = "io.gradprobe.demo.custom.perceptron.Perceptron.";
    Path file =
        Files.writeString(
            folder.resolve("train.binding"),
            "[unit]\n"
                + ("value = " + unit + "weights\n")
                + "gradient = none\n"
                + ("forward = " + unit + "guess\n")
                + ("step = " + unit + "learn\n"));
    Result result =
        Fork.paused(LINE, FruitWeights.class.getName())
            .quick()
            .attached("console=off", "bindings=" + file);
    Recording recording = result.recording();
    assertFalse(recording.events("Step").isEmpty(), result::toString);
    assertEquals(List.of(), recording.findings(Found::isLoud));
    assertEquals("weights", recording.events("Parameter").get(0).getString("parameter"));
  }

  private static void healthy(int line, String main) {
    silent(Fork.of(main).quick().run(), line, main);
  }

  private static void silent(Result bare, int line, String main) {
    Result result = Fork.paused(line, main).quick().attached("console=off");
    assertEquals(0, result.exitCode(), result::toString);
    assertEquals(bare.out(), result.out(), result::toString);
    Recording recording = result.recording();
    assertEquals(List.of(), recording.findings(Found::isLoud));
    int steps = recording.events("Step").size();
    assertTrue(steps >= LEAST_STEPS, () -> steps + " steps of " + result);
  }

  private static void bug(Path jdk, Class<?> main, String bug) {
    Set<String> promised =
        OwnAutograd.all().stream()
            .filter(program -> program.mainClass().equals(main.getName()))
            .flatMap(program -> program.bugs().get(bug).stream())
            .map(Expectation::essence)
            .collect(Collectors.toCollection(TreeSet::new));
    Result result =
        Fork.paused(LINE, main.getName(), "--bug=" + bug)
            .on(jdk)
            .jvm("-XX:+EnableDynamicAgentLoading")
            .quick()
            .attached("console=off");
    Set<String> loud = new TreeSet<>();
    result.recording().findings(Found::isLoud).forEach(found -> loud.add(found.essence()));
    assertEquals(promised, loud, result::toString);
  }
}
