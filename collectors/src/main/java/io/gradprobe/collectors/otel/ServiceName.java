package io.gradprobe.collectors.otel;

/** A name for the program where its user has given none. */
final class ServiceName {
  private static final String FALLBACK = "gradprobe";

  private ServiceName() {}

  /**
   * The simple name of the main class, or of the jar that was started.
   *
   * @param command what the JVM was started with, as in {@code sun.java.command}; may be null
   */
  static String of(String command) {
    if (command == null || command.isBlank()) {
      return FALLBACK;
    }
    String first = command.trim().split("\\s+", 2)[0];
    String name = first.substring(Math.max(first.lastIndexOf('/'), first.lastIndexOf('\\')) + 1);
    if (name.endsWith(".jar")) {
      name = name.substring(0, name.length() - 4);
    } else {
      name = name.substring(name.lastIndexOf('.') + 1);
    }
    return name.isEmpty() ? FALLBACK : name;
  }
}
