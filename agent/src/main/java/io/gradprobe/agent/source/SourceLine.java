package io.gradprobe.agent.source;

/** How a line of source is written. */
public final class SourceLine {
  private SourceLine() {}

  /**
   * As a stack trace writes it: {@code package.Class.method(File.java:42)}.
   *
   * @param file null where unknown
   * @param line negative where unknown
   */
  public static String format(String className, String method, String file, int line) {
    String place = file == null ? "Unknown Source" : line < 0 ? file : file + ":" + line;
    return className + "." + plainName(method) + "(" + place + ")";
  }

  /** The method that the user wrote: {@code lambda$train$0} stands in {@code train}. */
  public static String plainName(String method) {
    if (!method.startsWith("lambda$")) {
      return method;
    }
    int end = method.lastIndexOf('$');
    return end > 7 ? method.substring(7, end) : method;
  }
}
