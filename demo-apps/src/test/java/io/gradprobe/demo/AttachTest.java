package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.apps.CharLanguageModel;
import io.gradprobe.demo.testing.Expectation;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import io.gradprobe.demo.testing.RunningFork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code attach} brings the agent into a program that trains already. */
class AttachTest {
  private static final String STEPS = "600";

  @TempDir Path folder;

  @Test
  void testFindsTheFaultOfARunningProgram() throws Exception {
    Path file = folder.resolve("attached.jfr");
    Fork fork = Fork.of(CharLanguageModel.class, "--steps", STEPS, "--fault", "clip-out-of-order");
    Result result = attached(fork, "console=off", "record=" + file);
    Recording recording = Recording.read(file);
    Expectation expected =
        Expectation.in("apps").stream()
            .filter(e -> e.rule().equals("clip-out-of-order"))
            .findFirst()
            .orElseThrow();
    assertFalse(
        recording.findings(expected::isMetBy).isEmpty(),
        () -> recording.findings() + "\n" + result);
    assertFalse(recording.events("Step").isEmpty());
  }

  @Test
  void testLeavesAHealthyProgramInPeace() throws Exception {
    Result bare = Fork.of(CharLanguageModel.class, "--steps", STEPS).steady().run();
    Path file = folder.resolve("healthy.jfr");
    Fork fork = Fork.of(CharLanguageModel.class, "--steps", STEPS).steady();
    Result result = attached(fork, "console=off", "record=" + file);
    assertEquals(bare.out(), result.out());
    assertEquals(bare.steadyErr(), result.steadyErr());
    Recording recording = Recording.read(file);
    assertFalse(recording.events("Step").isEmpty());
    assertEquals(List.of(), recording.findings(Found::isLoud));
  }

  @Test
  void testASecondAttachChangesOptions() {
    Fork fork =
        Fork.of(CharLanguageModel.class, "--steps", STEPS, "--fault", "clip-out-of-order")
            .watched("rules=-clip-out-of-order");
    Result result = attached(fork, "rules=all");
    assertTrue(result.err().contains("clip-out-of-order"), result::toString);
  }

  private static Result attached(Fork program, String... options) {
    try (RunningFork fork = program.start()) {
      fork.awaitOutput();
      List<String> words = new ArrayList<>(List.of("attach", Long.toString(fork.pid())));
      words.addAll(List.of(options));
      Result attach = Fork.commandLine(words.toArray(String[]::new)).run();
      assertEquals(0, attach.exitCode(), attach::toString);
      assertTrue(attach.out().contains("attached to " + fork.pid()), attach::toString);
      Result result = fork.finish();
      assertEquals(0, result.exitCode(), result::toString);
      return result;
    }
  }
}
