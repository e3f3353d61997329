package io.gradprobe.demo.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.gradprobe.demo.testing.Expectation;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every broken demo: the promised rule, on the promised subject, at the guilty line; no other. */
class BrokenDl4jTest {
  private static final String FAULTS = "dl4j.faults";

  @Test
  void eachFaultIsFoundAndNothingElseIsLoud() {
    List<String> demos = Expectation.mainClasses(FAULTS);
    Result result =
        Fork.of(Programs.arguments(1, false, demos))
            .quick()
            .recorded("console=off,profile=debug")
            .run();
    assertEquals(0, result.exitCode(), result::toString);
    Recording recording = result.recording();
    Set<String> promised = new TreeSet<>();
    Expectation.in(FAULTS).forEach(e -> promised.add(e.essence()));
    Set<String> loud = new TreeSet<>();
    recording.findings(Found::isLoud).forEach(f -> loud.add(f.essence()));
    assertEquals(String.join("\n", promised), String.join("\n", loud), result::toString);
    assertFalse(recording.findings().stream().anyMatch(f -> f.advice().isBlank()));
  }

  @Test
  void everyFaultHasAnExpectation() {
    assertEquals(
        Expectation.mainClasses(FAULTS),
        Expectation.in(FAULTS).stream().map(Expectation::mainClass).distinct().toList());
  }
}
