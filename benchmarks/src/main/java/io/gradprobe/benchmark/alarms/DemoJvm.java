package io.gradprobe.benchmark.alarms;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Runs demos with the agent in JVMs of their own. */
final class DemoJvm {
  private static final long MINUTES = 5;

  private final Path agent;
  private final String classPath;

  DemoJvm(Path agent, String classPath) {
    this.agent = agent.toAbsolutePath().normalize();
    this.classPath = classPath;
  }

  /**
   * What became of one program.
   *
   * @param failure why there is nothing to count; empty where all went well
   */
  record Outcome(List<Alarm> alarms, long steps, String failure) {}

  /** Runs a program with several seeds. */
  Outcome run(int seeds, String main, List<String> arguments)
      throws IOException, InterruptedException {
    Path recording = Files.createTempFile("gradprobe-alarms", ".jfr");
    Path said = Files.createTempFile("gradprobe-alarms", ".txt");
    try {
      List<String> command = java();
      command.add("-javaagent:" + agent + "=console=off,record=" + recording);
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
      command.addAll(List.of("-Dai.djl.offline=true", "-cp", classPath));
      command.addAll(List.of(SeveralSeeds.class.getName(), Integer.toString(seeds), main));
      command.addAll(arguments);
      int exit = run(command, said);
      if (exit != 0) {
        return new Outcome(List.of(), 0, "exit code " + exit);
      }
      List<String> ask = java();
      ask.addAll(List.of("-jar", agent.toString(), "findings", recording.toString(), "--json"));
      exit = run(ask, said);
      if (exit > 1) {
        return new Outcome(List.of(), 0, "its recording cannot be read");
      }
      String json = Files.readString(said, StandardCharsets.UTF_8);
      return new Outcome(FindingLines.parse(json), steps(recording), "");
    } finally {
      Files.delete(recording);
      Files.delete(said);
    }
  }

  private static List<String> java() {
    return new ArrayList<>(
        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
  }

  private static int run(List<String> command, Path output)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("OMP_NUM_THREADS", "1");
    Process process = builder.start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
      return -1;
    }
    return process.exitValue();
  }

  private static long steps(Path recording) throws IOException {
    long steps = 0;
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        steps += event.getEventType().getName().equals("gradprobe.Step") ? 1 : 0;
      }
    }
    return steps;
  }
}
