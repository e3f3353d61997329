package io.gradprobe.collectors.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.collectors.Evidence;
import io.gradprobe.runtime.config.Options;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.run.OverheadRecord;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConsoleCollectorTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ConsoleCollector console = console(null);

  @Test
  void healthyRunIsOneLine() {
    console.runStarted(Evidence.run("r1"));
    console.step(Evidence.step("r1", 0, 0, true));
    console.runEnded(Evidence.summary("r1", 300, 3));
    console.close(Duration.ofSeconds(1));
    assertEquals(
        List.of(
            "gradprobe: mlp (DJL): 300 steps, 3 epochs, loss 2.500 -> 0.1000, overhead 1.0%,"
                + " no findings"),
        lines());
  }

  @Test
  void summaryTellsWhereTheRecordingWent() {
    ConsoleCollector recording = console(Path.of("/data/run.jfr"));
    recording.runStarted(Evidence.run("r1"));
    recording.runEnded(Evidence.summary("r1", 1, 0));
    recording.close(Duration.ofSeconds(1));
    assertEquals(2, lines().size());
    assertEquals("gradprobe: recording: /data/run.jfr", lines().get(1));
  }

  @Test
  void programThatNeverTrainsIsNotTalkedAbout() {
    console.close(Duration.ofSeconds(1));
    assertEquals(List.of(), lines());
  }

  @Test
  void newFindingIsTwoLinesAtOnceAndItsRepeatsNone() {
    console.runStarted(Evidence.run("r1"));
    console.finding(Evidence.finding("r1", "stale-gradient", Severity.ERROR, "w", 1, 1));
    List<String> expected =
        List.of(
            "gradprobe: #1 ERROR stale-gradient [w] step 1 at my.Train.main(Train.java:42):"
                + " Something is wrong with w.",
            "gradprobe:   -> Change it.");
    assertEquals(expected, lines());
    console.finding(Evidence.finding("r1", "stale-gradient", Severity.ERROR, "w", 2, 9));
    assertEquals(expected, lines());
  }

  @Test
  void findingThatBecomesGraverIsToldAgain() {
    console.runStarted(Evidence.run("r1"));
    console.finding(Evidence.finding("r1", "gradient-spike", Severity.INFO, "w", 70, 1));
    console.finding(Evidence.finding("r1", "gradient-spike", Severity.WARNING, "w", 70, 2));
    assertEquals(4, lines().size());
    assertTrue(lines().get(0).startsWith("gradprobe: #1 INFO gradient-spike"), lines().get(0));
    assertTrue(lines().get(2).startsWith("gradprobe: #1 WARNING gradient-spike"), lines().get(2));
  }

  @Test
  void consequenceIsOneLineThatNamesItsCause() {
    console.runStarted(Evidence.run("r1"));
    Finding first = Evidence.finding("r1", "stale-gradient", Severity.ERROR, "w", 1, 1);
    Finding second = Evidence.finding("r1", "exploding-gradient", Severity.ERROR, "w", 4, 1);
    console.finding(first);
    console.finding(Evidence.following(second, "stale-gradient"));
    Finding third = Evidence.finding("r1", "exploding-gradient", Severity.ERROR, "v", 4, 1);
    console.finding(Evidence.following(third, "stale-gradient"));
    assertEquals(
        List.of(
            "gradprobe: #2 ERROR exploding-gradient [w] step 4: follows from #1 stale-gradient"),
        lines().subList(2, lines().size()));
    console.runEnded(Evidence.summary("r1", 5, 0));
    console.close(Duration.ofSeconds(1));
    assertEquals(
        List.of(
            "gradprobe:   #1 ERROR stale-gradient, from step 1: w at Train.java:42",
            "gradprobe:   #2 ERROR exploding-gradient x2, from step 4: w, v"
                + " (follows from stale-gradient)"),
        lines().subList(4, 6));
  }

  @Test
  void manySubjectsOfOneRuleDoNotFloodTheTerminal() {
    console.runStarted(Evidence.run("r1"));
    for (int i = 0; i < 500; i++) {
      console.finding(
          Evidence.finding("r1", "missing-gradient", Severity.WARNING, "parameter" + i, 3, 1));
    }
    assertEquals(21, lines().size());
    assertEquals(
        "gradprobe: missing-gradient on more subjects; the summary counts them", lines().get(20));
  }

  @Test
  void summaryFitsAScreenHoweverMuchWasFound() {
    int[] runCounts = {1, 2, 5, 30};
    for (int runs : runCounts) {
      bytes.reset();
      ConsoleCollector crowded = console(Path.of("/a".repeat(120) + "/run.jfr"));
      for (int run = 0; run < runs; run++) {
        String id = "r" + run;
        crowded.runStarted(Evidence.run(id));
        for (int rule = 0; rule < 40; rule++) {
          for (int subject = 0; subject < 6; subject++) {
            crowded.finding(
                Evidence.finding(
                    id,
                    "rule-with-quite-a-long-name-" + rule,
                    Severity.WARNING,
                    "a.block.with.a.long.path.linear_weight" + subject,
                    rule,
                    7));
          }
        }
      }
      bytes.reset();
      crowded.close(Duration.ofSeconds(1));
      assertTrue(lines().size() <= Summary.HEIGHT, lines().size() + " lines for " + runs);
      assertTrue(lines().stream().allMatch(line -> line.length() <= Summary.WIDTH), text());
      assertTrue(text().contains("240 findings"), text());
      assertTrue(lines().get(lines().size() - 1).endsWith("/run.jfr"), text());
    }
  }

  @Test
  void runWithoutItsEndIsSummedUpFromWhatWasSeen() {
    console.runStarted(Evidence.run("r1"));
    console.step(Evidence.step("r1", 0, 0, true));
    console.step(Evidence.step("r1", 4, 1, true));
    console.overhead(new OverheadRecord("r1", 1_000_000_000L, 5_000_000L, 1, 0));
    console.close(Duration.ofSeconds(1));
    assertEquals(
        List.of(
            "gradprobe: mlp (DJL): 5 steps, 2 epochs, loss 2.500 -> 0.5000, overhead 0.5%,"
                + " no findings"),
        lines());
  }

  @Test
  void closingTwiceSaysItOnce() {
    console.runStarted(Evidence.run("r1"));
    console.close(Duration.ofSeconds(1));
    console.close(Duration.ofSeconds(1));
    assertEquals(1, lines().size());
  }

  @Test
  void offMakesNoCollector() {
    assertNull(
        new ConsoleCollectorFactory()
            .create(Evidence.options(null, null, Options.Console.OFF), line -> {}));
  }

  private ConsoleCollector console(Path recording) {
    return new ConsoleCollector(
        new PrintStream(bytes, true, StandardCharsets.UTF_8),
        null,
        () -> Optional.ofNullable(recording));
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private List<String> lines() {
    return text().lines().toList();
  }
}
