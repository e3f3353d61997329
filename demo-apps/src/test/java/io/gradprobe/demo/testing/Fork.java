package io.gradprobe.demo.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * A JVM to be started for one program: its JDK, agents, options, class path, arguments and
 * environment. No more than two programs run at a time; the command line, which may be needed while
 * a program runs, takes no turn.
 */
public final class Fork {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** Variables of the test's own environment that would change what a fork does or prints. */
  private static final List<String> FOREIGN =
      List.of("OTEL_", "GRADPROBE_", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "TRACEPARENT");

  // One at first: that one unpacks DJL's native libraries, and the others must not do so as well.
  private static final Semaphore SLOTS = new Semaphore(1, true);
  private static boolean unpacked;

  private final List<String> program;
  private final List<String> agents = new ArrayList<>();
  private final List<String> jvm = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Path jdk = Jdks.current();
  private String classPath = Layout.programClassPath();
  private String options;
  private int place;
  private boolean light;
  private int lines;
  private Path recording;

  private Fork(List<String> program) {
    this.program = program;
  }

  /** A program: its main class, then its arguments. */
  public static Fork of(String... program) {
    return new Fork(List.of(program));
  }

  /** A program: its main class and its arguments. */
  public static Fork of(Class<?> main, String... arguments) {
    List<String> program = new ArrayList<>(List.of(main.getName()));
    program.addAll(List.of(arguments));
    return new Fork(program);
  }

  /** A program that waits once it has written so many lines: see {@link Paused}. */
  public static Fork paused(int lines, String... program) {
    List<String> all = new ArrayList<>(List.of(Paused.class.getName(), Integer.toString(lines)));
    all.addAll(List.of(program));
    Fork fork = new Fork(all);
    fork.lines = lines;
    return fork;
  }

  /** The command line of the agent's jar. */
  public static Fork commandLine(String... arguments) {
    List<String> program = new ArrayList<>(List.of("-jar", Layout.agentJar().toString()));
    program.addAll(List.of(arguments));
    Fork fork = new Fork(program);
    fork.classPath = null;
    fork.light = true;
    return fork;
  }

  /** Attaches gradprobe, after the agents named so far; {@code options} may be empty. */
  public Fork watched(String options) {
    this.options = options;
    this.place = agents.size();
    return this;
  }

  /** Watched, and recorded: the result has a {@link Result#recording()}. */
  public Fork recorded(String options) {
    try {
      recording = Files.createTempFile("fork", ".jfr");
      recording.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return watched(options + (options.isEmpty() ? "" : ",") + "record=" + recording);
  }

  /** Attaches another agent. */
  public Fork agent(Path jar) {
    agents.add("-javaagent:" + jar);
    return this;
  }

  /** Adds options of the JVM. */
  public Fork jvm(String... arguments) {
    jvm.addAll(List.of(arguments));
    return this;
  }

  /**
   * Gives the program room to end without a garbage collection. DJL drops the memory of a number in
   * {@code x.div(2)} while libtorch's graph still needs it: a collection between forward and
   * backward then falsifies that step, with the agent or without.
   */
  public Fork steady() {
    return jvm("-Xms1200m", "-Xmn1000m");
  }

  /** Saves time where the JIT compiler does not matter. */
  public Fork quick() {
    return jvm("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");
  }

  /** Runs on another JDK. */
  public Fork on(Path jdkHome) {
    jdk = jdkHome;
    return this;
  }

  /** Takes another class path. */
  public Fork classPath(String path) {
    classPath = path;
    return this;
  }

  /** Sets a variable of the environment; null removes it. */
  public Fork environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Runs it to its end. */
  public Result run() {
    try (RunningFork fork = start()) {
      return fork.finish();
    }
  }

  /** Runs it to its end; when it waits, gradprobe is attached, and its recording is kept. */
  public Result attached(String... options) {
    try {
      recording = Files.createTempFile("fork", ".jfr");
      recording.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> all = new ArrayList<>(List.of(options));
    all.add("record=" + recording);
    return attachedWith(all.toArray(String[]::new));
  }

  /** The same with options as they are. */
  public Result attachedWith(String... options) {
    try (RunningFork fork = start()) {
      fork.awaitLines(lines);
      List<String> words = new ArrayList<>(List.of("attach", Long.toString(fork.pid())));
      words.addAll(List.of(options));
      Result attach = commandLine(words.toArray(String[]::new)).run();
      if (attach.exitCode() != 0 || !attach.out().contains("attached to " + fork.pid())) {
        throw new AssertionError(attach);
      }
      return fork.finish();
    }
  }

  /** Starts it. It holds its slot until it is finished. */
  public RunningFork start() {
    Runnable leave = light ? () -> {} : Fork::leave;
    if (!light) {
      SLOTS.acquireUninterruptibly();
    }
    try {
      ProcessBuilder builder = new ProcessBuilder(command());
      builder.environment().keySet().removeIf(name -> FOREIGN.stream().anyMatch(name::startsWith));
      builder.environment().put("OMP_NUM_THREADS", "1");
      environment.forEach(
          (name, value) -> {
            if (value == null) {
              builder.environment().remove(name);
            } else {
              builder.environment().put(name, value);
            }
          });
      return new RunningFork(builder, LIMIT, recording, leave);
    } catch (IOException e) {
      leave.run();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      leave.run();
      throw e;
    }
  }

  private static synchronized void leave() {
    SLOTS.release(unpacked ? 1 : 2);
    unpacked = true;
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(jdk.resolve("bin/java").toString());
    List<String> inOrder = new ArrayList<>(agents);
    if (options != null) {
      String suffix = options.isEmpty() ? "" : "=" + options;
      inOrder.add(place, "-javaagent:" + Layout.agentJar() + suffix);
    }
    command.addAll(inOrder);
    command.add("-Dai.djl.offline=true");
    command.addAll(jvm);
    if (classPath != null) {
      command.add("-cp");
      command.add(classPath);
    }
    command.addAll(program);
    return command;
  }
}
