package io.gradprobe.collectors.otel;

import java.util.function.Supplier;
import java.util.logging.Filter;
import java.util.logging.Logger;

/**
 * Keeps autoconfigure from logging about a configuration that we are going to tell about in our own
 * line. Only what this thread logs is held back, and only meanwhile: the program may have an
 * OpenTelemetry that logs under the same name.
 */
final class QuietStart {
  private static final String LOGGER =
      "io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder";

  private QuietStart() {}

  static <T> T run(Supplier<T> start) {
    Logger logger = Logger.getLogger(LOGGER);
    Filter before = logger.getFilter();
    Thread ours = Thread.currentThread();
    logger.setFilter(
        entry ->
            Thread.currentThread() != ours && (before == null || before.isLoggable(entry)));
    try {
      return start.get();
    } finally {
      logger.setFilter(before);
    }
  }
}
