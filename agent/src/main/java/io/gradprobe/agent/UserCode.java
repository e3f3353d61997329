package io.gradprobe.agent;

import io.gradprobe.agent.source.EarlierLines;
import io.gradprobe.agent.source.SourceLine;
import io.gradprobe.runtime.run.SourceLocator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the user's frames on a stack: those of neither the JDK nor a framework nor gradprobe. */
public final class UserCode implements SourceLocator {
  private static final StackWalker WALKER = StackWalker.getInstance();
  private static final List<String> ALWAYS_FOREIGN =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "com.sun.",
          "io.gradprobe.agent.",
          "io.gradprobe.runtime.",
          "io.gradprobe.collectors.",
          "io.gradprobe.Agent",
          "kotlin.",
          "scala.",
          "org.codehaus.groovy.",
          "org.junit.",
          "org.apache.maven.");

  /** A method's name tells something only near the call; farther out it may be about anything. */
  private static final int INNERMOST = 3;

  /** Causes are followed so far: they may go round in a circle. */
  private static final int DEEPEST = 16;

  private final List<String> packages;

  /**
   * @param frameworkPackages packages of the framework, each with a dot at its end
   */
  public UserCode(List<String> frameworkPackages) {
    packages = List.copyOf(frameworkPackages);
  }

  @Override
  public String here() {
    Optional<StackWalker.StackFrame> frame =
        WALKER.walk(s -> s.filter(f -> isUser(f.getClassName())).findFirst());
    return frame.map(UserCode::format).orElse("");
  }

  /**
   * The innermost of the user's lines out of which an exception came, by the first of its causes
   * that knows; the current line where none does.
   */
  public String thrownAt(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; root.getCause() != null && depth < DEEPEST; depth++) {
      root = root.getCause();
    }
    for (Throwable from : new Throwable[] {root, failure}) {
      for (StackTraceElement frame : from.getStackTrace()) {
        if (isUser(frame.getClassName())) {
          return SourceLine.format(
              frame.getClassName(),
              frame.getMethodName(),
              frame.getFileName(),
              frame.getLineNumber());
        }
      }
    }
    return here();
  }

  /** The user's line outside of all calls of one method; empty where there is none. */
  public String hereOutside(String className, String method) {
    return WALKER.walk(
        s -> {
          String[] line = {""};
          s.forEachOrdered(
              f -> {
                if (f.getClassName().equals(className) && f.getMethodName().equals(method)) {
                  line[0] = "";
                } else if (line[0].isEmpty() && isUser(f.getClassName())) {
                  line[0] = format(f);
                }
              });
          return line[0];
        });
  }

  @Override
  public String methodNamed(String... parts) {
    return WALKER.walk(
        s ->
            s.filter(f -> isUser(f.getClassName()))
                .limit(INNERMOST)
                .filter(f -> matches(SourceLine.plainName(f.getMethodName()), parts))
                .findFirst()
                .map(
                    f ->
                        simpleName(f.getClassName())
                            + "."
                            + SourceLine.plainName(f.getMethodName()))
                .orElse(""));
  }

  private static boolean matches(String method, String[] parts) {
    String name = method.toLowerCase(Locale.ROOT);
    if (name.contains("train") || name.contains("fit") || name.contains("cross")) {
      return false;
    }
    for (String part : parts) {
      if (name.contains(part)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a class, by its binary name, is nobody's who trains, whatever the framework. */
  static boolean isForeignToAll(String className) {
    for (String foreign : ALWAYS_FOREIGN) {
      if (className.startsWith(foreign)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a class, by its binary name, is the user's. */
  public boolean isUser(String className) {
    if (isForeignToAll(className)) {
      return false;
    }
    for (String framework : packages) {
      if (className.startsWith(framework)) {
        return false;
      }
    }
    return true;
  }

  private static String format(StackWalker.StackFrame frame) {
    String earlier = frame.getLineNumber() < 0 ? EarlierLines.format(frame) : null;
    return earlier != null
        ? earlier
        : SourceLine.format(
            frame.getClassName(),
            frame.getMethodName(),
            frame.getFileName(),
            frame.getLineNumber());
  }

  private static String simpleName(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }
}
