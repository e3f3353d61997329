package io.gradprobe.collectors.otel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Filter;
import java.util.logging.Logger;

/**
 * Keeps autoconfigure, and the exporters that it closes on its way out, from logging about a
 * configuration that we are going to tell about in our own line. Only what this thread logs is held
 * back, and only meanwhile: the program may have an OpenTelemetry that logs under the same names.
 */
final class QuietStart {
  private static final List<String> LOGGERS =
      List.of(
          "io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder",
          "io.opentelemetry.exporter.otlp.internal.HttpExporter",
          "io.opentelemetry.exporter.otlp.internal.GrpcExporter");

  private QuietStart() {}

  static <T> T run(Supplier<T> start) {
    Thread ours = Thread.currentThread();
    Map<Logger, Filter> before = new LinkedHashMap<>();
    for (String name : LOGGERS) {
      Logger logger = Logger.getLogger(name);
      Filter filter = logger.getFilter();
      before.put(logger, filter);
      logger.setFilter(
          entry -> Thread.currentThread() != ours && (filter == null || filter.isLoggable(entry)));
    }
    try {
      return start.get();
    } finally {
      before.forEach(Logger::setFilter);
    }
  }
}
