package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.faults.StaleGradient;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code java -jar gradprobe.jar findings} on recordings of real training, good and bad. */
@TestInstance(Lifecycle.PER_CLASS)
class CommandLineTest {
  private Path folder;
  private Path broken;
  private Path healthy;

  @BeforeAll
  void train(@TempDir Path temporary) {
    folder = temporary;
    broken = record("broken.jfr");
    healthy = record("healthy.jfr", "--fixed");
  }

  @Test
  void testFindingsAsText() {
    Result result = Fork.commandLine("findings", broken.toString()).run();
    assertEquals(1, result.exitCode(), result::toString);
    assertEquals("", result.err());
    assertTrue(result.out().contains("ERROR stale-gradient  01Linear_weight"), result::toString);
    assertTrue(result.out().contains("StaleGradient.main(StaleGradient.java:50)"), result::out);
  }

  @Test
  void testFindingsAsJson() {
    Result result = Fork.commandLine("findings", broken.toString(), "--json").run();
    assertEquals(1, result.exitCode(), result::toString);
    assertTrue(result.out().trim().startsWith("[") && result.out().trim().endsWith("]"));
    assertTrue(result.out().contains("\"rule\": \"stale-gradient\""), result::out);
    for (String field :
        "severity run step epoch subject location origin value threshold message advice count"
            .split(" ")) {
      assertTrue(result.out().contains("\"" + field + "\": "), field);
    }
  }

  @Test
  void testNoFindings() {
    Result result = Fork.commandLine("findings", healthy.toString(), "--fail-on", "info").run();
    assertEquals(0, result.exitCode(), result::toString);
    assertEquals("no findings", result.out().trim());
  }

  @ParameterizedTest
  @ValueSource(strings = {"empty", "truncated", "cut-in-the-header", "no-recording", "missing"})
  void testUnusableInput(String kind) throws IOException {
    Path file = folder.resolve(kind + ".jfr");
    byte[] good = Files.readAllBytes(broken);
    switch (kind) {
      case "empty" -> Files.write(file, new byte[0]);
      case "truncated" -> Files.write(file, Arrays.copyOf(good, good.length * 2 / 3));
      case "cut-in-the-header" -> Files.write(file, Arrays.copyOf(good, 30));
      case "no-recording" -> Files.writeString(file, "step 1: loss 0.3\n");
      default -> Files.deleteIfExists(file);
    }
    Result result = Fork.commandLine("findings", file.toString(), "--json").run();
    assertEquals(2, result.exitCode(), result::toString);
    assertEquals(1, result.err().lines().count(), result::toString);
    assertTrue(result.err().startsWith("gradprobe: "), result::err);
    assertTrue(result.err().contains(file.toString()), result::err);
  }

  private Path record(String name, String... arguments) {
    Path file = folder.resolve(name);
    Result result =
        Fork.of(StaleGradient.class, arguments).watched("console=off,record=" + file).run();
    assertEquals(0, result.exitCode(), result::toString);
    return file;
  }
}
