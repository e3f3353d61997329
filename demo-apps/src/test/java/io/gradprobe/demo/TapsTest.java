package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.programs.OneSample;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;

/** Gradients of blocks' outputs: exact, only where they are wanted, and to nobody's harm. */
class TapsTest {
  private static Result run(String options) {
    return Fork.of(OneSample.class.getName()).recorded("console=off" + options).run();
  }

  private static List<RecordedEvent> outputs(Recording recording, String block) {
    return recording.events("Activation").stream()
        .filter(e -> e.getString("block").equals(block) && e.getString("function").isEmpty())
        .toList();
  }

  @Test
  void testTheGradientOfAnOutputIsExact() {
    Result result = run(",taps=*Linear");
    Recording recording = result.recording();
    Map<Long, Double> bias = new HashMap<>();
    for (RecordedEvent event : recording.events("Gradient")) {
      if (event.getString("parameter").equals("02Linear_bias")) {
        bias.put(event.getLong("step"), event.getDouble("norm"));
      }
    }
    assertEquals(12, bias.size(), result::toString);
    List<RecordedEvent> tapped = outputs(recording, "02Linear");
    assertEquals(12, tapped.size());
    for (RecordedEvent event : tapped) {
      double expected = bias.get(event.getLong("step"));
      assertEquals(expected, event.getDouble("gradientNorm"), 1e-6 * expected);
    }
  }

  @Test
  void testWhatIsNotWantedOrHasNoGradientIsNotTapped() {
    Recording recording = run(",taps=0[1-3]*;*tanh*;01LambdaBlock").recording();
    for (String block : List.of("01LambdaBlock", "02Linear", "04Linear")) {
      assertFalse(outputs(recording, block).isEmpty(), block);
      for (RecordedEvent event : outputs(recording, block)) {
        assertTrue(Double.isNaN(event.getDouble("gradientNorm")), event::toString);
      }
    }
  }

  @Test
  void testDebugTapsAllLeaves() {
    Recording recording = run(",profile=debug").recording();
    for (String block : List.of("02Linear", "03LambdaBlock", "04Linear")) {
      assertTrue(outputs(recording, block).get(0).getDouble("gradientNorm") > 0, block);
    }
  }

  @Test
  void testNoBitOfTheTrainingChanges() {
    String bare = Fork.of(OneSample.class.getName()).run().out();
    assertEquals(bare, run(",taps=*").out());
    assertEquals(bare, run(",profile=debug").out());
  }
}
