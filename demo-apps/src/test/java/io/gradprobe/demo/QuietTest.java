package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.apps.CharLanguageModel;
import io.gradprobe.demo.faults.StaleGradient;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Jdks;
import io.gradprobe.demo.testing.Result;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What gradprobe prints: nothing on stdout ever, and nothing at all where it is told so. */
class QuietTest {
  @Test
  void silentOnJdk17WhereConsoleIsOff() {
    checkSilence(Jdks.current());
  }

  @Test
  void silentOnJdk25WhereConsoleIsOff() {
    checkSilence(Jdks.newer());
  }

  @Test
  void speaksOnStderrOnly() {
    Result bare = Fork.of(StaleGradient.class).steady().run();
    Result watched = Fork.of(StaleGradient.class).steady().watched("console=progress").run();
    assertEquals(bare.out(), watched.out());
    assertFalse(watched.ownLines().isEmpty(), watched::toString);
    assertTrue(watched.err().contains("stale-gradient"), watched::toString);
    assertTrue(watched.err().contains("StaleGradient.java:50"), watched::toString);
  }

  @Test
  void summaryFitsAScreen() {
    List<String> lines =
        Fork.of(CharLanguageModel.class, "--fault", "clip-out-of-order", "--steps", "30")
            .watched("")
            .run()
            .ownLines();
    assertFalse(lines.isEmpty());
    int head = lines.size() - 1;
    while (head > 0 && !lines.get(head).contains(" (DJL): 30 steps, ")) {
      head--;
    }
    List<String> shown = lines.subList(head, lines.size());
    assertTrue(shown.size() > 1, lines::toString);
    assertTrue(shown.size() <= 24, () -> String.join("\n", shown));
    assertTrue(shown.stream().allMatch(line -> line.length() <= 100), shown::toString);
  }

  private static void checkSilence(Path jdk) {
    Result bare = Fork.of(StaleGradient.class).steady().on(jdk).run();
    assertEquals(0, bare.exitCode(), bare::toString);
    for (String options : List.of("console=off", "console=off,profile=debug")) {
      Result watched = Fork.of(StaleGradient.class).steady().on(jdk).recorded(options).run();
      assertEquals(bare.steadyErr(), watched.steadyErr(), watched::toString);
      assertEquals(bare.out(), watched.out(), watched::toString);
      assertFalse(watched.recording().findings().isEmpty(), watched::toString);
    }
  }
}
