package io.gradprobe.demo.javacpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.javacpp.faults.StaleGradient;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code attach} to loops that run already: their calls are woven where they are made. */
class AttachJavaCppTest {
  private static final int LINE = 2;
  private static final String IN_METHODS = InMethods.class.getName();

  @Test
  void aHealthyLoopIsSeenAndLeftInPeace() {
    Result bare = Fork.of(IN_METHODS).quick().run();
    Result result = Fork.paused(LINE, IN_METHODS).quick().attached("console=off");
    assertEquals(0, result.exitCode(), result::toString);
    assertEquals(bare.out(), result.out(), result::toString);
    assertEquals(bare.err(), result.err(), result::toString);
    Recording recording = result.recording();
    assertEquals(List.of(), recording.findings(Found::isLoud));
    assertTrue(recording.events("Step").size() > 100, result::toString);
    assertEquals("fc1.weight", recording.events("Parameter").get(0).getString("parameter"));
  }

  @Test
  void aFaultIsFound() {
    Result result = Fork.paused(LINE, IN_METHODS, "--keep").quick().attached("console=off");
    List<Found> stale = result.recording().findings(f -> f.rule().equals("stale-gradient"));
    assertEquals(1, stale.size(), result::toString);
    assertEquals("fc1.weight", stale.get(0).subject());
    assertTrue(stale.get(0).location().contains("InMethods.train("), stale::toString);
  }

  @Test
  void whatARunningMethodCallsItselfIsToldOnceAndNotJudged() {
    String main = StaleGradient.class.getName();
    Result bare = Fork.of(main).quick().run();
    Result result = Fork.paused(LINE, main).quick().attached();
    assertEquals(bare.out(), result.out(), result::toString);
    assertEquals(
        List.of(
            "gradprobe: JavaCPP is not watched: "
                + main
                + ".main is running already and calls Optimizer.zero_grad itself; woven code takes"
                + " effect at a method's next call"),
        result.ownLines());
    assertEquals(List.of(), result.recording().runs());
  }
}
