package io.gradprobe.collectors.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.collectors.Evidence;
import io.gradprobe.runtime.finding.Severity;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StatusLineTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final AtomicLong now = new AtomicLong(1);

  @Test
  void outsideATerminalItIsAPlainLineEveryTenSeconds() {
    ConsoleCollector console = console(false);
    console.runStarted(Evidence.run("r1"));
    for (int step = 0; step < 250; step++) {
      console.step(Evidence.step("r1", step, 0, false));
      now.addAndGet(100_000_000L);
    }
    assertFalse(text().contains("\r"));
    assertEquals(3, text().lines().count());
    assertEquals(
        "gradprobe: epoch 0, step 101, loss 0.02475, 50.2 steps/s, findings 0",
        text().lines().toList().get(1));
  }

  @Test
  void onATerminalItIsRewrittenEverySecondAndMakesWayForFindings() {
    ConsoleCollector console = console(true);
    console.runStarted(Evidence.run("r1"));
    for (int step = 0; step < 25; step++) {
      console.step(Evidence.step("r1", step, 0, false));
      now.addAndGet(100_000_000L);
    }
    assertFalse(text().contains("\n"), "no line ends yet");
    assertEquals(3, text().chars().filter(c -> c == '\r').count());
    console.finding(Evidence.finding("r1", "slow-data", Severity.INFO, "input", 25, 1));
    assertTrue(text().contains(" \rgradprobe: #1 INFO slow-data"), text());
  }

  @Test
  void everyStepIsWantedOnlyForTheStatusLine() {
    assertTrue(console(false).wantsEveryStep());
    assertFalse(new ConsoleCollector(out, null, Optional::empty).wantsEveryStep());
  }

  private ConsoleCollector console(boolean interactive) {
    return new ConsoleCollector(out, new StatusLine(out, interactive, now::get), Optional::empty);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
