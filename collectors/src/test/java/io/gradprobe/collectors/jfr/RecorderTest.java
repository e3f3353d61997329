package io.gradprobe.collectors.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.collectors.Evidence;
import io.gradprobe.runtime.collector.Collector;
import io.gradprobe.runtime.config.Options;
import io.gradprobe.runtime.finding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {
  @TempDir Path folder;

  private final List<String> warnings = new ArrayList<>();

  @Test
  void folderAsTargetIsOneLineAndNoRecording() {
    assertNull(Recorder.start(folder, warnings::add));
    assertEquals(List.of("record: cannot write " + folder + ": is a directory"), warnings);
  }

  @Test
  void fileWhereAFolderShouldBeIsOneLineAndNoRecording() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertNull(Recorder.start(file.resolve("a.jfr"), warnings::add));
    assertEquals(
        List.of(
            "record: cannot write " + file.resolve("a.jfr") + ": " + file + " is not a directory"),
        warnings);
  }

  @Test
  void jvmWritesTheRecordingWhenItExits() throws Exception {
    Path target = folder.resolve("new/folder/run.jfr");
    Result result = fork("record", target);
    assertEquals("", result.output);
    assertEquals(0, result.exit);
    List<String> names =
        RecordingFile.readAllEvents(target).stream().map(e -> e.getEventType().getName()).toList();
    assertTrue(names.contains("gradprobe.Run"), names::toString);
    assertTrue(names.contains("gradprobe.Finding"), names::toString);
    assertTrue(names.contains("jdk.JVMInformation"), names::toString);
  }

  @Test
  void reportBringsARecordingAndSaysThatItIsAllThereIs() throws Exception {
    Path report = folder.resolve("out.html");
    Result result = fork("report", report);
    Path recording = folder.resolve("out.html.jfr");
    assertEquals(
        "report: the HTML report is not in this version; its recording goes to "
            + recording
            + System.lineSeparator(),
        result.output);
    assertTrue(Files.size(recording) > 0);
  }

  @Test
  void withoutTheOptionsTheFlightRecorderStaysUninitialised() throws Exception {
    assertEquals("false" + System.lineSeparator(), fork("none", folder).output);
  }

  private record Result(int exit, String output) {}

  private Result fork(String what, Path target) throws Exception {
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                what,
                target.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Result(process.exitValue(), Files.readString(output));
  }

  /** A program that trains a moment under the collector. */
  static final class Program {
    public static void main(String[] args) {
      Path target = Path.of(args[1]);
      Options options =
          Evidence.options(
              args[0].equals("record") ? target : null,
              args[0].equals("report") ? target : null,
              Options.Console.OFF);
      Collector collector = new JfrCollectorFactory().create(options, System.err::println);
      collector.runStarted(Evidence.run("r1"));
      collector.finding(Evidence.finding("r1", "dead-relu", Severity.INFO, "b", 0, 1));
      if (args[0].equals("none")) {
        System.out.println(collector.stepTimer().isOn() || jdk.jfr.FlightRecorder.isInitialized());
      }
    }
  }
}
