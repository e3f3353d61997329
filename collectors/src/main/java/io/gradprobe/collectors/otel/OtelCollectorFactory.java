package io.gradprobe.collectors.otel;

import io.gradprobe.runtime.collector.Collector;
import io.gradprobe.runtime.collector.CollectorFactory;
import io.gradprobe.runtime.config.Options;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes the OpenTelemetry collector where option {@code otel} or the {@code OTEL_*} settings ask
 * for it, to be started with the first run. A configuration that can't be met costs one line then;
 * training goes on without the collector.
 */
public final class OtelCollectorFactory implements CollectorFactory {
  /** For the service loader. */
  public OtelCollectorFactory() {}

  @Override
  public Collector create(Options options, Consumer<String> warn) {
    OtelSettings settings = new OtelSettings(systemProperties(), System.getenv());
    if (!settings.isWanted(options.otel())
        || settings.get("otel.sdk.disabled").equalsIgnoreCase("true")) {
      return null;
    }
    return new LazyCollector(() -> start(settings, Map.of(), warn));
  }

  /** Starts it, or says in one line why that is impossible and answers null. */
  static Collector start(
      OtelSettings settings, Map<String, String> overrides, Consumer<String> warn) {
    try {
      return new OtelCollector(OtelSdk.start(overrides, warn), settings);
    } catch (RuntimeException | LinkageError | java.util.ServiceConfigurationError e) {
      warn.accept("otel: " + reason(e) + "; OpenTelemetry is off");
      return null;
    }
  }

  private static String reason(Throwable e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }

  private static Map<String, String> systemProperties() {
    Map<String, String> properties = new HashMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("otel.")) {
        properties.put(name, System.getProperty(name));
      }
    }
    return properties;
  }
}
