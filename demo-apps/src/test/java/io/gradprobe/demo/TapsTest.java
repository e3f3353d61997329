package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.apps.PendulumRegression;
import io.gradprobe.demo.programs.OneSample;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.Layout;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

  private static String place(Path source, String text) throws IOException {
    List<String> lines = Files.readAllLines(source);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(text)) {
        return source.getFileName() + ":" + (i + 1);
      }
    }
    throw new AssertionError(source + " has no line with " + text);
  }

  @Test
  void testALinesResultsAreTappedAndTheirGradientsAreExact() throws Exception {
    Path source = Layout.demoSources("apps").resolve("PendulumRegression.java");
    String place = place(source, "NDArray errors = hidden.matMul(w2)");
    String[] program = {PendulumRegression.class.getName(), "--steps", "20"};
    Result result = Fork.of(program).recorded("console=off,taps=" + place).run();
    Recording recording = result.recording();
    Map<String, Set<Long>> steps = new TreeMap<>();
    Map<Long, Double> bias = new HashMap<>();
    for (RecordedEvent event : recording.events("Gradient")) {
      if (event.getString("parameter").equals("b2")) {
        bias.put(event.getLong("step"), event.getDouble("norm"));
      }
    }
    for (RecordedEvent event : outputsAt(recording, place)) {
      steps
          .computeIfAbsent(event.getString("function"), f -> new TreeSet<>())
          .add(event.getLong("step"));
      double gradient = event.getDouble("gradientNorm");
      // The loss is the mean of the squares of one batch.
      double exact = 1 / Math.sqrt(Long.parseLong(event.getString("shape").split("[(,]")[1]));
      if (event.getString("function").equals("square")) {
        assertEquals(exact, gradient, 1e-6);
      } else {
        assertTrue(gradient > 0, event::toString);
      }
    }
    assertEquals(Set.of("matMul", "add", "sub", "square"), steps.keySet(), result::toString);
    // Bare arrays are known for a run when the first backward reaches them.
    assertEquals(bias.size() - 1, steps.get("square").size());
    assertEquals(Fork.of(program).run().out(), result.out());
  }

  @Test
  void testAMethodsResultsAreTapped() {
    String method = "*KullbackLeibler.evaluate";
    Result result =
        Fork.of("io.gradprobe.demo.origins.LogOfZeroShare", "--fixed")
            .recorded("console=off,profile=debug,taps=" + method)
            .run();
    List<RecordedEvent> tapped =
        result.recording().events("Activation").stream()
            .filter(e -> e.getString("function").equals("evaluate"))
            .toList();
    assertFalse(tapped.isEmpty(), result::toString);
    // It is the loss itself.
    tapped.forEach(e -> assertEquals(1, e.getDouble("gradientNorm"), 1e-6, e::toString));
  }

  private static List<RecordedEvent> outputsAt(Recording recording, String place) {
    return recording.events("Activation").stream()
        .filter(e -> e.getString("block").equals(place))
        .toList();
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
    assertEquals(bare, run(",taps=*.OneSample.*;OneSample.java:44;OneSample.java:45").out());
    assertEquals(bare, run(",profile=debug").out());
  }

  @Test
  void testGradientsThatVanishOrExplodeAreShownByDepth() {
    assertShown("VanishingGradient", "vanishing-gradient", "it shrinks most between 0");
    assertShown("ExplodingGradient", "exploding-gradient", "it grows most between 0");
  }

  private static void assertShown(String program, String rule, String place) {
    Result result =
        Fork.of("io.gradprobe.demo.faults." + program)
            .quick()
            .recorded("console=off,profile=debug")
            .run();
    String message =
        result.recording().findings(f -> f.rule().equals(rule)).stream()
            .map(Found::message)
            .findFirst()
            .orElseThrow(() -> new AssertionError(result.toString()));
    assertTrue(message.contains("from the last to the first: "), message);
    assertTrue(message.contains(place), message);
  }
}
