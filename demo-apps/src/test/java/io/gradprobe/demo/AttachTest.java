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
    RunningFork fork =
        Fork.of(CharLanguageModel.class, "--steps", STEPS, "--fault", "clip-out-of-order").start();
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
    Result bare = Fork.of(CharLanguageModel.class, "--steps", STEPS).run();
    Path file = folder.resolve("healthy.jfr");
    RunningFork fork = Fork.of(CharLanguageModel.class, "--steps", STEPS).start();
    Result result = attached(fork, "console=off", "record=" + file);
    assertEquals(bare.out(), result.out());
    assertEquals(bare.steadyErr(), result.steadyErr());
    Recording recording = Recording.read(file);
    assertFalse(recording.events("Step").isEmpty());
    assertEquals(List.of(), recording.findings(Found::isLoud));
  }

  @Test
  void testASecondAttachChangesOptions() {
    RunningFork fork =
        Fork.of(CharLanguageModel.class, "--steps", STEPS, "--fault", "clip-out-of-order")
            .watched("rules=-clip-out-of-order")
            .start();
    Result result = attached(fork, "rules=all");
    assertTrue(result.err().contains("clip-out-of-order"), result::toString);
  }

  private static Result attached(RunningFork fork, String... options) {
    fork.awaitOutput();
    String[] words = new String[options.length + 2];
    words[0] = "attach";
    words[1] = Long.toString(fork.pid());
    System.arraycopy(options, 0, words, 2, options.length);
    Result attach = Fork.commandLine(words).run();
    Result result = fork.finish();
    assertEquals(0, attach.exitCode(), attach::toString);
    assertEquals(0, result.exitCode(), result::toString);
    assertTrue(attach.out().contains("attached to " + fork.pid()), attach::toString);
    return result;
  }
}
