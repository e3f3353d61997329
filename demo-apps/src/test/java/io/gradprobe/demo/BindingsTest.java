package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.custom.forecast.Forecast;
import io.gradprobe.demo.custom.moons.Moons;
import io.gradprobe.demo.custom.perceptron.FruitWeights;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.Layout;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs without a library that are watched by a binding file. */
class BindingsTest {
  private static final String PACKAGE = "io.gradprobe.demo.custom.";

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("train.binding"), text);
  }

  @Test
  void testWhatIsNotCertainIsWatchedWithAFile() throws IOException {
    Path file =
        file(
            "[unit]\n"
                + ("value = " + PACKAGE + "perceptron.Perceptron.weights\n")
                + "gradient = none\n"
                + ("forward = " + PACKAGE + "perceptron.Perceptron.guess\n")
                + ("step = " + PACKAGE + "perceptron.Perceptron.learn\n"));
    Result result = Fork.of(FruitWeights.class).recorded("console=off,bindings=" + file).run();
    Recording recording = result.recording();
    assertEquals(List.of(), recording.findings(Found::isLoud));
    assertFalse(recording.events("Step").isEmpty(), result::toString);
    assertEquals(
        "weights",
        recording.events("Parameter").get(0).getString("parameter"),
        "the field of the unit");
    assertEquals(Fork.of(FruitWeights.class).run().out(), result.out());
  }

  @Test
  void testTheFileThatDiscoverWritesWorks() throws IOException {
    Path file = folder.resolve("found.binding");
    Path classes = Layout.classesOf(Forecast.class);
    Result discovered =
        Fork.commandLine("discover", classes.toString(), "-o", file.toString()).run();
    assertEquals(0, discovered.exitCode(), discovered::toString);
    Result healthy = Fork.of(Forecast.class).recorded("console=off,bindings=" + file).run();
    Recording recording = healthy.recording();
    assertEquals(1, recording.runs().size(), healthy::toString);
    assertEquals(List.of(), recording.findings(Found::isLoud));
    Result broken =
        Fork.of(Forecast.class, "--bug=exploding").recorded("console=off,bindings=" + file).run();
    List<String> loud =
        broken.recording().findings(Found::isLoud).stream()
            .map(found -> found.rule() + " " + found.subject())
            .toList();
    assertEquals(List.of("non-finite-weight weights"), loud, broken::toString);
  }

  @Test
  void testAllThatIsWrongWithAFileIsSaidAndTrainingGoesOn() throws IOException {
    Path file =
        file(
            ("value = " + PACKAGE + "moons.Value.dat\n")
                + ("gradient = " + PACKAGE + "moons.Value.grad\n")
                + "bakward = x.Y.z()\n");
    Result result = Fork.of(Moons.class).watched("console=off,bindings=" + file).run();
    assertEquals(0, result.exitCode());
    assertEquals(Fork.of(Moons.class).run().out(), result.out());
    String said = String.join("\n", result.ownLines());
    assertTrue(said.contains(file + ":1: no member 'dat' in " + PACKAGE + "moons.Value"), said);
    assertTrue(said.contains("did you mean " + PACKAGE + "moons.Value.data"), said);
    assertTrue(said.contains(file + ":3: unknown role 'bakward'; did you mean 'backward'?"), said);
  }

  @Test
  void testAFileThatIsNotThereIsSaid() {
    Result result = Fork.of(Moons.class).watched("console=off,bindings=gone.binding").run();
    assertEquals(0, result.exitCode());
    assertEquals(
        List.of("gradprobe: bindings: 'gone.binding' is not a readable file; going on without it"),
        result.ownLines());
  }
}
