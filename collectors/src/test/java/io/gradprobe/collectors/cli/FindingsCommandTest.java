package io.gradprobe.collectors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.collectors.Evidence;
import io.gradprobe.collectors.jfr.JfrCollectorFactory;
import io.gradprobe.runtime.collector.Collector;
import io.gradprobe.runtime.config.Options;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.finding.Severity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindingsCommandTest {
  private static final Finding WARNING =
      Evidence.finding("r1", "update-ratio", Severity.WARNING, "01Linear_weight", 9, 4);
  private static final Finding ERROR =
      Evidence.finding("r1", "stale-gradient", Severity.ERROR, "01Linear_bias", 3, 1);
  private static final Finding INFO =
      Evidence.finding("r1", "slow-data", Severity.INFO, "input", 5, 1);

  @TempDir Path folder;

  private String out;
  private String err;

  @Test
  void printsFindingsInOrderOfStepAndATotal() throws IOException {
    Finding following = Evidence.following(WARNING, "stale-gradient");
    Path recording = recording("a.jfr", following, ERROR);
    assertEquals(1, run(recording.toString()));
    assertEquals(
        String.join(
            System.lineSeparator(),
            "ERROR stale-gradient  01Linear_bias  step 3, epoch 0",
            "  at my.Train.main(Train.java:42)",
            "  Something is wrong with 01Linear_bias.",
            "  -> Change it.",
            "",
            "WARNING update-ratio  01Linear_weight  step 9, epoch 0  x4",
            "  at my.Train.main(Train.java:42)",
            "  Something is wrong with 01Linear_weight.",
            "  -> Change it.",
            "  follows from stale-gradient",
            "",
            "2 findings: 1 ERROR, 1 WARNING",
            ""),
        out);
    assertEquals("", err);
  }

  @Test
  void repeatsAreMergedIntoTheLastCount() throws IOException {
    Finding first =
        Evidence.finding("r1", "update-ratio", Severity.WARNING, "01Linear_weight", 2, 1);
    assertEquals(1, run("--json", recording("a.jfr", first, WARNING).toString()));
    assertEquals(1, out.split("\"rule\"", -1).length - 1);
    assertTrue(out.contains("\"count\": 4"), out);
  }

  @Test
  void jsonHoldsThePublicFields() throws IOException {
    assertEquals(1, run(recording("a.jfr", ERROR).toString(), "--json"));
    assertEquals(
        "[\n  {\"rule\": \"stale-gradient\", \"severity\": \"ERROR\", \"run\": \"r1\","
            + " \"step\": 3, \"epoch\": 0, \"subject\": \"01Linear_bias\","
            + " \"location\": \"my.Train.main(Train.java:42)\", \"origin\": \"\","
            + " \"value\": 1.5, \"threshold\": null,"
            + " \"message\": \"Something is wrong with 01Linear_bias.\","
            + " \"advice\": \"Change it.\", \"count\": 1, \"cause\": \"\"}\n]"
            + System.lineSeparator(),
        out);
  }

  @Test
  void exitCodeFollowsTheThreshold() throws IOException {
    String info = recording("info.jfr", INFO).toString();
    String warning = recording("warning.jfr", WARNING).toString();
    assertEquals(0, run(info));
    assertEquals(1, run(info, "--fail-on", "info"));
    assertEquals(1, run(warning));
    assertEquals(0, run(warning, "--fail-on=error"));
    assertEquals(1, run(info, warning));
    assertEquals(2, run(warning, "--fail-on", "disaster"));
    assertTrue(err.contains("error, warning or info"), err);
  }

  @Test
  void healthyRecordingHasNoFindings() throws IOException {
    assertEquals(0, run(recording("a.jfr").toString()));
    assertEquals("no findings" + System.lineSeparator(), out);
    assertEquals(0, run(recording("a.jfr").toString(), "--json"));
    assertEquals("[]" + System.lineSeparator(), out);
  }

  @Test
  void recordingWithoutTheAgentIsUnusable() throws IOException {
    Path file = folder.resolve("bare.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.JVMInformation");
      recording.start();
      recording.stop();
      recording.dump(file);
    }
    assertUnusable(file, "holds no gradprobe events; was the agent attached?");
  }

  @Test
  void whatIsNoRecordingIsUnusable() throws IOException {
    assertUnusable(folder.resolve("none.jfr"), "no such file");
    assertUnusable(folder, "is a directory");
    assertUnusable(Files.createFile(folder.resolve("empty.jfr")), "is empty");
    assertUnusable(
        Files.writeString(folder.resolve("text.jfr"), "This is a text.\n"),
        "is not a JFR recording");
    assertUnusable(
        Files.write(folder.resolve("magic.jfr"), new byte[] {'F', 'L', 'R', 0, 0, 2}),
        "truncated or damaged, nothing could be read");
  }

  @Test
  void recordingCutAnywhereIsUnusableAndNeverAStackTrace() throws IOException {
    byte[] whole = Files.readAllBytes(recording("whole.jfr", ERROR));
    for (int length = 4; length < whole.length; length += 1 + whole.length / 97) {
      Path cut = Files.write(folder.resolve("cut.jfr"), Arrays.copyOf(whole, length));
      assertEquals(2, run(cut.toString()), "cut at " + length);
      assertEquals(1, err.lines().count(), err);
      assertTrue(err.startsWith("gradprobe: " + cut + ": truncated or damaged"), err);
    }
  }

  @Test
  void damagedRecordingIsNeverAStackTrace() throws IOException {
    byte[] whole = Files.readAllBytes(recording("whole.jfr", ERROR));
    for (int at = 4; at < whole.length; at += 1 + whole.length / 97) {
      byte[] damaged = whole.clone();
      Arrays.fill(damaged, at, Math.min(whole.length, at + 16), (byte) 0xff);
      run(Files.write(folder.resolve("damaged.jfr"), damaged).toString());
      assertTrue(err.lines().count() <= 1, err);
    }
  }

  @Test
  void readableChunksOfATruncatedRecordingAreShown() throws IOException {
    byte[] first = Files.readAllBytes(recording("one.jfr", ERROR));
    byte[] second = Files.readAllBytes(recording("two.jfr", WARNING));
    byte[] both = Arrays.copyOf(first, first.length + second.length / 2);
    System.arraycopy(second, 0, both, first.length, second.length / 2);
    Path file = Files.write(folder.resolve("both.jfr"), both);
    assertEquals(2, run(file.toString()));
    assertTrue(out.contains("stale-gradient"), out);
    assertFalse(out.contains("update-ratio"), out);
    assertEquals(
        "gradprobe: "
            + file
            + ": truncated or damaged; what could be read is shown"
            + System.lineSeparator(),
        err);
  }

  @Test
  void wrongArgumentsAreOneLine() {
    assertEquals(2, run());
    assertEquals(1, err.lines().count());
    assertEquals(2, run("--jsn", "a.jfr"));
    assertTrue(err.contains("did you mean '--json'?"), err);
    assertEquals(2, run("a.jfr", "--fail-on"));
    assertEquals(1, err.lines().count());
  }

  private void assertUnusable(Path file, String why) {
    assertEquals(2, run(file.toString()));
    assertEquals("", out);
    assertEquals("gradprobe: " + file + ": " + why + System.lineSeparator(), err);
  }

  private int run(String... arguments) {
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    String[] all = new String[arguments.length + 1];
    all[0] = "findings";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    int code =
        Main.run(
            all,
            new PrintStream(outBytes, true, StandardCharsets.UTF_8),
            new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return code;
  }

  private Path recording(String name, Finding... findings) throws IOException {
    Path file = folder.resolve(name);
    Options options = Evidence.options(null, null, Options.Console.OFF);
    Collector collector = new JfrCollectorFactory().create(options, line -> {});
    try (Recording recording = new Recording()) {
      recording.enable("gradprobe.Run");
      recording.enable("gradprobe.Finding");
      recording.start();
      collector.runStarted(Evidence.run("r1"));
      for (Finding finding : findings) {
        collector.finding(finding);
      }
      recording.stop();
      recording.dump(file);
    }
    return file;
  }
}
