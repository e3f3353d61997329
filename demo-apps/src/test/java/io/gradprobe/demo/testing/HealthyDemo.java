package io.gradprobe.demo.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.gradprobe.demo.programs.Seeds;
import java.util.ArrayList;
import java.util.List;

/** Runs a healthy demo with several seeds: neither a WARNING nor an ERROR. */
public final class HealthyDemo {
  private HealthyDemo() {}

  /** Runs it with seeds from 1 on. */
  public static void assertSilent(String main, int seeds, String... arguments) {
    List<String> program =
        new ArrayList<>(List.of(Seeds.class.getName(), Integer.toString(seeds), main));
    program.addAll(List.of(arguments));
    Result result = Fork.of(program.toArray(String[]::new)).quick().recorded("console=off").run();
    Recording recording = result.recording();
    assertEquals(0, result.exitCode(), result::toString);
    assertFalse(recording.events("Step").isEmpty(), () -> "nothing was seen of " + result);
    assertEquals(List.of(), recording.findings(Found::isLoud));
  }
}
