package io.gradprobe.collectors.otel;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** An SDK of our own, configured as its user expects, that can be closed in bounded time. */
final class OtelSdk {
  /** The name of our tracer, meter and logger. */
  static final String SCOPE = "gradprobe";

  /** Whatever the caller allows, an exit is never held longer than this. */
  private static final Duration LONGEST_CLOSE = Duration.ofMillis(1900);

  /** Left over from the caller's limit, to say what went wrong before the JVM is gone. */
  private static final Duration TIME_TO_SPEAK = Duration.ofMillis(100);

  private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");
  private static final AttributeKey<String> RUN_ID = AttributeKey.stringKey("gradprobe.run.id");

  private final OpenTelemetrySdk sdk;
  private final ExportWatch watch;
  private volatile boolean sent;

  private OtelSdk(OpenTelemetrySdk sdk, ExportWatch watch) {
    this.sdk = sdk;
    this.watch = watch;
  }

  private static String textOf(ConfigProperties config, Map<String, String> overrides, String key) {
    return overrides.getOrDefault(key, config.getString(key, ""));
  }

  /**
   * Makes the SDK.
   *
   * @param overrides settings that go before the environment's and the system properties'
   * @param warn takes one line where exporting fails later
   * @throws RuntimeException where the settings can't be met, such as an exporter that is not there
   */
  static OtelSdk start(Map<String, String> overrides, Consumer<String> warn) {
    ExportWatch watch = new ExportWatch(warn);
    return QuietStart.run(
        () ->
            new OtelSdk(
                AutoConfiguredOpenTelemetrySdk.builder()
                    .disableShutdownHook()
                    .setComponentLoader(new OurComponents(watch))
                    .addPropertiesSupplier(
                        () -> Map.of("otel.exporter.otlp.protocol", "http/protobuf"))
                    .addPropertiesCustomizer(
                        config -> {
                          watch.endpoint(
                              OtelSettings.endpoint(key -> textOf(config, overrides, key)));
                          return overrides;
                        })
                    .addResourceCustomizer((resource, config) -> describe(resource))
                    .build()
                    .getOpenTelemetrySdk(),
                watch));
  }

  OpenTelemetrySdk sdk() {
    return sdk;
  }

  /** Sends what is left, for as long as the limit allows, and ends. */
  void close(Duration limit) {
    Duration allowed = limit.minus(TIME_TO_SPEAK);
    Duration wait = allowed.compareTo(LONGEST_CLOSE) < 0 ? allowed : LONGEST_CLOSE;
    // Parts of the SDK block in shutdown() itself, so it is not called on the caller's thread.
    Thread closing = new Thread(this::shutDown, "gradprobe-otel-close");
    closing.setDaemon(true);
    closing.start();
    try {
      closing.join(Math.max(1, wait.toMillis()));
      if (!sent) {
        watch.failed("no answer within " + wait.toMillis() + " ms at exit");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    watch.silence();
  }

  private void shutDown() {
    // All at once: where one signal hangs, the others still get out.
    CompletableResultCode flushed =
        CompletableResultCode.ofAll(
            List.of(
                sdk.getSdkTracerProvider().forceFlush(),
                sdk.getSdkMeterProvider().forceFlush(),
                sdk.getSdkLoggerProvider().forceFlush()));
    flushed.join(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
    if (flushed.isDone()) {
      sent = true;
      sdk.shutdown().join(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static Resource describe(Resource resource) {
    Resource described =
        resource.merge(Resource.create(Attributes.of(RUN_ID, UUID.randomUUID().toString())));
    String name = resource.getAttribute(SERVICE_NAME);
    if (name == null || name.startsWith("unknown_service")) {
      described =
          described.merge(
              Resource.create(
                  Attributes.of(
                      SERVICE_NAME, ServiceName.of(System.getProperty("sun.java.command")))));
    }
    return described;
  }
}
