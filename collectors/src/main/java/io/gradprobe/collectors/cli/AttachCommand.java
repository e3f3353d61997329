package io.gradprobe.collectors.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code attach <pid> [key=value...]}: loads the agent into a running JVM. */
final class AttachCommand implements Command {
  private static final String DYNAMIC_LOADING =
      "; on JDK 21 and later start that JVM with -XX:+EnableDynamicAgentLoading";

  private static final int SIGQUIT = 3;

  @Override
  public int run(List<String> arguments, PrintStream out, PrintStream err) {
    String problem;
    try {
      problem = attach(arguments);
    } catch (ClassNotFoundException e) {
      problem = "this Java runtime lacks the module jdk.attach; use a full JDK";
    } catch (InvocationTargetException e) {
      problem = arguments.get(0) + ": " + reason(e.getCause());
    } catch (ReflectiveOperationException e) {
      problem = arguments.get(0) + ": " + reason(e);
    }
    if (problem == null) {
      out.println("gradprobe: attached to " + arguments.get(0));
      return OK;
    }
    err.println("gradprobe: attach: " + problem);
    return UNUSABLE;
  }

  // Null where it worked.
  private static String attach(List<String> arguments) throws ReflectiveOperationException {
    if (arguments.isEmpty()) {
      return "name the process id of a JVM";
    }
    String pid = arguments.get(0);
    long number;
    try {
      number = Long.parseLong(pid);
    } catch (NumberFormatException e) {
      return "'" + pid + "' is not a process id";
    }
    if (number == ProcessHandle.current().pid()) {
      return pid + ": is this process";
    }
    Optional<ProcessHandle> process = number <= 0 ? Optional.empty() : ProcessHandle.of(number);
    if (process.isEmpty()) {
      return pid + ": no such process";
    }
    Path jar = jar();
    if (jar == null) {
      return "works from the packaged jar only: java -jar gradprobe.jar attach " + pid;
    }
    String user = process.get().info().user().orElse("");
    String me = ProcessHandle.current().info().user().orElse("");
    if (!user.isEmpty() && !me.isEmpty() && !user.equals(me) && !me.equals("root")) {
      return pid + ": belongs to user " + user + "; attach as that user, not as " + me;
    }
    if (!handlesQuit(Path.of("/proc", pid, "status"))) {
      return pid + ": is not a JVM";
    }
    load(pid, jar, String.join(",", arguments.subList(1, arguments.size())));
    return null;
  }

  // The attach API sends SIGQUIT, which a JVM answers and most other programs die of. JDK 17 does
  // not look first whether the process catches it; where there is no /proc, neither can we.
  private static boolean handlesQuit(Path status) {
    try {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("SigCgt:")) {
          long caught = Long.parseUnsignedLong(line.substring(7).trim(), 16);
          return (caught & 1 << SIGQUIT - 1) != 0;
        }
      }
    } catch (IOException | NumberFormatException e) {
      return true;
    }
    return true;
  }

  // The agent's loader stands beside the loader that defines jdk.attach, hence reflection.
  private static void load(String pid, Path jar, String options)
      throws ReflectiveOperationException {
    Class<?> type =
        Class.forName(
            "com.sun.tools.attach.VirtualMachine", true, ClassLoader.getSystemClassLoader());
    Object machine = type.getMethod("attach", String.class).invoke(null, pid);
    Method detach = type.getMethod("detach");
    try {
      type.getMethod("loadAgent", String.class, String.class)
          .invoke(machine, jar.toString(), options);
    } finally {
      detach.invoke(machine);
    }
  }

  // Under java -jar the class path is the jar itself.
  private static Path jar() {
    String path = System.getProperty("java.class.path", "");
    if (!path.endsWith(".jar") || path.contains(System.getProperty("path.separator"))) {
      return null;
    }
    Path jar = Path.of(path).toAbsolutePath();
    return Files.isRegularFile(jar) ? jar : null;
  }

  /** What an exception of the attach API means to a user, in one line. */
  static String reason(Throwable e) {
    String message = e.getMessage() == null ? "" : e.getMessage().lines().findFirst().orElse("");
    return switch (e.getClass().getSimpleName()) {
      case "AttachNotSupportedException" -> "is not a JVM that can be attached to: " + message;
      case "AgentLoadException" -> "refused to load the agent: " + message + hint(message);
      case "AgentInitializationException" -> "the agent could not start there: " + message;
      default -> message.isEmpty() ? e.getClass().getSimpleName() : message;
    };
  }

  private static String hint(String message) {
    return message.contains("EnableDynamicAgentLoading") ? "" : DYNAMIC_LOADING;
  }
}
