package io.gradprobe.demo.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code attach} in the midst of a {@code fit} of a network, which a SameDiff graph follows. */
class AttachDl4jTest {
  private static final int LINE = 2;

  @Test
  void healthyTrainingIsSeenAndLeftInPeace() {
    Result bare = Fork.of(Fits.class, "0.1").quick().run();
    Result result = Fork.paused(LINE, Fits.class.getName(), "0.1").quick().attached("console=off");
    assertEquals(0, result.exitCode(), result::toString);
    assertEquals(bare.out(), result.out(), result::toString);
    Recording recording = result.recording();
    assertEquals(List.of(), recording.findings(Found::isLoud));
    assertEquals(2, recording.runs().size());
    assertTrue(recording.events("Step").size() > 150, result::toString);
  }

  @Test
  void faultsAreFound() {
    Result result = Fork.paused(LINE, Fits.class.getName(), "0").quick().attached("console=off");
    Set<String> found = new TreeSet<>();
    for (Found loud : result.recording().findings(Found::isLoud)) {
      found.add(loud.rule() + " on " + loud.subject());
      assertTrue(loud.location().contains("Fits.main(Fits.java:"), loud::toString);
    }
    assertEquals(Set.of("learning-rate-zero on 0_W", "learning-rate-zero on b0"), found);
  }
}
