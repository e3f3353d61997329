package io.gradprobe.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs a main class in a JVM of its own, like this one but for the agent. */
final class ChildJvm {
  /** Stands for the agent with no option at all. */
  static final String DEFAULTS = "defaults";

  private final Path agent;
  private final String classPath;
  private final List<String> options;
  private final Map<String, String> environment;

  /**
   * @param agent the agent's jar; null where there is none
   */
  ChildJvm(Path agent) {
    this(agent, System.getProperty("java.class.path"));
  }

  ChildJvm(Path agent, String classPath) {
    this(agent, classPath, List.of(), Map.of());
  }

  private ChildJvm(
      Path agent, String classPath, List<String> options, Map<String, String> environment) {
    this.agent = agent;
    this.classPath = classPath;
    this.options = options;
    this.environment = environment;
  }

  /** The same with options for the JVM and variables of its environment. */
  ChildJvm with(List<String> options, Map<String, String> environment) {
    return new ChildJvm(agent, classPath, options, environment);
  }

  /**
   * What a child left.
   *
   * @param output its stdout, trimmed
   * @param millis from its start to its end, as seen from outside
   */
  record Outcome(String output, double millis) {}

  /**
   * @param profile the agent's profile, or {@link #DEFAULTS}; empty for no agent
   */
  Outcome run(String profile, Class<?> main, String... args)
      throws IOException, InterruptedException {
    return run(profile, main.getName(), args);
  }

  /** The same for a class that this JVM need not have. */
  Outcome run(String profile, String main, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (!profile.isEmpty()) {
      boolean plain = profile.equals(DEFAULTS);
      command.add("-javaagent:" + agent + (plain ? "" : "=profile=" + profile));
    }
    command.addAll(options);
    command.add("-Dai.djl.offline=true");
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(List.of(args));
    Path errors = Files.createTempFile("gradprobe-benchmark", ".err");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
      builder.environment().put("OMP_NUM_THREADS", "1");
      builder.environment().putAll(environment);
      long start = System.nanoTime();
      Process process = builder.start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
      int exit = process.waitFor();
      double millis = (System.nanoTime() - start) / 1e6;
      if (exit != 0) {
        throw new IOException(main + " ended with exit code " + exit + ":\n" + text(errors));
      }
      return new Outcome(output, millis);
    } finally {
      Files.delete(errors);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
