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
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code attach} brings the agent into a program that trains already. */
class AttachTest {
  private static final String[] BROKEN = {
    CharLanguageModel.class.getName(), "--steps", "300", "--fault", "clip-out-of-order"
  };
  private static final String[] HEALTHY = {CharLanguageModel.class.getName(), "--steps", "300"};

  @Test
  void testFindsTheFaultOfARunningProgram() {
    Result result = Fork.paused(1, BROKEN).attached("console=off");
    assertEquals(0, result.exitCode(), result::toString);
    Recording recording = result.recording();
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
  void testLeavesAHealthyProgramInPeace() {
    Result bare = Fork.of(HEALTHY).steady().run();
    Result result = Fork.paused(1, HEALTHY).steady().attached("console=off");
    assertEquals(bare.exitCode(), result.exitCode(), result::toString);
    assertEquals(bare.out(), result.out());
    assertEquals(bare.steadyErr(), result.steadyErr());
    Recording recording = result.recording();
    assertFalse(recording.events("Step").isEmpty());
    assertEquals(List.of(), recording.findings(Found::isLoud));
  }

  @Test
  void testASecondAttachChangesOptions() {
    Result result =
        Fork.paused(1, BROKEN).watched("rules=-clip-out-of-order").attachedWith("rules=all");
    assertTrue(result.err().contains("clip-out-of-order"), result::toString);
  }
}
