package io.gradprobe.demo.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.demo.dl4j.faults.LearningRateZero;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.Layout;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import io.gradprobe.demo.testing.SideBySide;
import java.io.File;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;

/** Deeplearning4j and DJL in one JVM, at the same time: each run has its own findings. */
class BesideDjlTest {
  private static final String DJL = "io.gradprobe.demo.apps.PendulumRegression";
  private static final String DL4J = LearningRateZero.class.getName();

  @Test
  void eachHasItsOwnFindings() {
    Set<String> found = new TreeSet<>();
    Result result =
        Fork.of(SideBySide.class, DJL + " --fault stale-gradient", DL4J)
            .classPath(Layout.programClassPath() + File.pathSeparator + Layout.djlClassPath())
            .steady()
            .recorded("console=off")
            .run();
    assertEquals(0, result.exitCode(), result::toString);
    Recording recording = result.recording();
    for (Found loud : recording.findings(Found::isLoud)) {
      RecordedEvent run = recording.events("Run", loud.run()).get(0);
      found.add(run.getString("framework") + " " + loud.rule() + " on " + loud.subject());
    }
    assertEquals(
        Set.of("DJL stale-gradient on w1", "Deeplearning4j learning-rate-zero on 0_W"),
        found,
        result::toString);
  }

  @Test
  void healthyOnesAreLeftInPeace() {
    Result result =
        Fork.of(SideBySide.class, DJL, DL4J + " --fixed")
            .classPath(Layout.programClassPath() + File.pathSeparator + Layout.djlClassPath())
            .steady()
            .recorded("console=off")
            .run();
    assertEquals(0, result.exitCode(), result::toString);
    Recording recording = result.recording();
    assertEquals(List.of(), recording.findings(Found::isLoud));
    assertEquals(2, recording.runs().size(), result::toString);
  }
}
