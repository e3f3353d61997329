package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.apps.PendulumRegression;
import io.gradprobe.demo.custom.circles.Circles;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import io.gradprobe.demo.testing.SideBySide;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;

/** A training with DJL and one with an autograd of its own in one JVM, at the same time. */
class SideBySideTest {
  private static final String DJL = PendulumRegression.class.getName();
  private static final String OWN = Circles.class.getName();

  private static Fork both(String djl, String own) {
    return Fork.of(SideBySide.class, DJL + djl, OWN + own).steady();
  }

  @Test
  void healthyOnesAreSeenAndLeftInPeace() {
    Result bare = both("", "").run();
    Result watched = both("", "").recorded("console=off").run();
    assertEquals(0, watched.exitCode(), watched::toString);
    // Two threads print: the order of their lines is not fixed.
    assertEquals(lines(bare), lines(watched), watched::toString);
    Recording recording = watched.recording();
    assertEquals(List.of(), recording.findings(Found::isLoud));
    assertEquals(2, recording.runs().size());
    for (String run : recording.runs()) {
      assertTrue(recording.events("Step", run).size() > 200, run);
    }
  }

  @Test
  void eachHasItsOwnFindings() {
    Result result =
        both(" --fault stale-gradient", " --bug=missing-zero").recorded("console=off").run();
    Recording recording = result.recording();
    Set<String> found = new TreeSet<>();
    for (Found loud : recording.findings(Found::isLoud)) {
      found.add(framework(recording, loud.run()) + " " + loud.rule() + " " + loud.place());
    }
    assertEquals(2, found.size(), result::toString);
    assertTrue(found.toString().contains("DJL stale-gradient PendulumRegression.java:"));
    assertTrue(found.toString().contains("custom stale-gradient Circles.java:"));
  }

  private static List<String> lines(Result result) {
    return result.out().lines().sorted().toList();
  }

  private static String framework(Recording recording, String run) {
    for (RecordedEvent event : recording.events("Run", run)) {
      return event.getString("framework");
    }
    return "";
  }
}
