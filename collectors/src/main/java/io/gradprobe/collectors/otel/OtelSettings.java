package io.gradprobe.collectors.otel;

import io.gradprobe.runtime.config.Options;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The settings that we read ourselves; all others are autoconfigure's. As there, a system property
 * {@code otel.some-name} goes before the environment variable {@code OTEL_SOME_NAME}.
 */
final class OtelSettings {
  private static final List<String> EXPORTERS =
      List.of("otel.traces.exporter", "otel.metrics.exporter", "otel.logs.exporter");
  private static final List<String> ENDPOINTS =
      List.of(
          "otel.exporter.otlp.endpoint",
          "otel.exporter.otlp.traces.endpoint",
          "otel.exporter.otlp.metrics.endpoint",
          "otel.exporter.otlp.logs.endpoint");

  private final Map<String, String> properties;
  private final Map<String, String> environment;

  /**
   * @param properties system properties
   * @param environment environment variables
   */
  OtelSettings(Map<String, String> properties, Map<String, String> environment) {
    this.properties = properties;
    this.environment = environment;
  }

  /**
   * The endpoint that is set, the general one first; empty where none is.
   *
   * @param setting the value of a setting; empty where it is not set
   */
  static String endpoint(UnaryOperator<String> setting) {
    return ENDPOINTS.stream()
        .map(setting)
        .filter(value -> value != null && !value.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** Whether the collector is wanted. */
  boolean isWanted(Options.Otel option) {
    return switch (option) {
      case OFF -> false;
      case ON -> true;
      case AUTO ->
          ENDPOINTS.stream().anyMatch(key -> !get(key).isEmpty())
              || EXPORTERS.stream()
                  .map(this::get)
                  .anyMatch(value -> !value.isEmpty() && !value.equalsIgnoreCase("none"));
    };
  }

  /** Steps of one trace where the epoch is unknown. */
  long stepsPerTrace() {
    return positive("otel.steps-per-trace", 1000);
  }

  /** Parameters of one run that get series of their own. */
  int parameterSeries() {
    return (int) Math.min(Integer.MAX_VALUE, positive("otel.parameter-series", 200));
  }

  /** The environment's {@code TRACEPARENT}; empty where there is none. */
  String traceParent() {
    return environment.getOrDefault("TRACEPARENT", "");
  }

  /** The environment's {@code TRACESTATE}; empty where there is none. */
  String traceState() {
    return environment.getOrDefault("TRACESTATE", "");
  }

  /** The value of a setting; empty where it is not set. */
  String get(String key) {
    String value = properties.get(key);
    if (value == null) {
      String variable = key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
      value = environment.get(variable);
    }
    return value == null ? "" : value.trim();
  }

  private long positive(String key, long byDefault) {
    try {
      long value = Long.parseLong(get(key));
      return value > 0 ? value : byDefault;
    } catch (NumberFormatException e) {
      return byDefault;
    }
  }
}
