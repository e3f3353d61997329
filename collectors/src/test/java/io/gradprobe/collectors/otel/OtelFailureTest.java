package io.gradprobe.collectors.otel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.collectors.Evidence;
import io.gradprobe.runtime.collector.Collector;
import io.gradprobe.runtime.finding.Severity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is wrong with the endpoint: one line, nothing logged, and no exit held up. */
class OtelFailureTest {
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          if (isLoggable(entry) && entry.getLevel().intValue() >= 800) {
            logged.add(entry.getLoggerName() + ": " + entry.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    Logger.getLogger("").addHandler(handler);
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void nothingIsLoggedOrPrinted() {
    System.setErr(stderr);
    Logger.getLogger("").removeHandler(handler);
    assertEquals(List.of(), logged);
    assertEquals("", printed.toString(StandardCharsets.UTF_8));
  }

  @Test
  void refusingPortIsOneLine() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    run(Map.of("otel.exporter.otlp.endpoint", "http://localhost:" + port));
    assertOneLine(" failed (");
  }

  @Test
  void hangingEndpointDoesNotHoldTheExit() throws IOException {
    try (Receiver receiver = new Receiver(true, 200)) {
      run(receiver.settings());
      assertOneLine(" failed (no answer within");
    }
  }

  @Test
  void hangingGrpcEndpointDoesNotHoldTheExit() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Map<String, String> settings = new HashMap<>();
      settings.put("otel.exporter.otlp.protocol", "grpc");
      settings.put("otel.exporter.otlp.endpoint", "http://localhost:" + silent.getLocalPort());
      run(settings);
      assertOneLine(" failed (no answer within");
    }
  }

  @Test
  void refusedRequestIsOneLineHoweverManySignals() throws IOException {
    try (Receiver receiver = new Receiver(false, 401)) {
      run(receiver.settings());
      assertOneLine(" failed (HTTP status 401); training goes on");
    }
  }

  @Test
  void exporterThatIsNotThereIsOneLineAndNoCollector() {
    assertNull(start(Map.of("otel.traces.exporter", "zipkin")));
    assertOneLine("zipkin");
  }

  @Test
  void badSettingIsOneLineAndNoCollector() {
    assertNull(start(Map.of("otel.exporter.otlp.endpoint", "not a url")));
    assertOneLine("OpenTelemetry is off");
  }

  @Test
  void programsOwnLoggingOfTheSameNameIsUntouched() throws IOException {
    try (Receiver receiver = new Receiver(false, 500)) {
      run(receiver.settings());
    }
    assertNull(start(Map.of("otel.traces.exporter", "zipkin")));
    Logger programs = Logger.getLogger("io.opentelemetry.exporter.otlp.internal.HttpExporter");
    assertNull(programs.getFilter());
    assertNull(programs.getLevel());
    Logger configuration =
        Logger.getLogger(
            "io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder");
    assertNull(configuration.getFilter());
  }

  private void run(Map<String, String> settings) {
    Collector collector = start(settings);
    assertNotNull(collector, warnings::toString);
    collector.runStarted(Evidence.run("r1"));
    for (int step = 0; step < 50; step++) {
      collector.step(Evidence.step("r1", step, 0, true));
    }
    collector.finding(Evidence.finding("r1", "slow-data", Severity.INFO, "input", 49, 1));
    collector.runEnded(Evidence.summary("r1", 50, 1));
    long begin = System.nanoTime();
    collector.close(Duration.ofSeconds(30));
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    assertTrue(took.compareTo(Duration.ofSeconds(5)) < 0, "closing took " + took);
  }

  private Collector start(Map<String, String> settings) {
    return OtelCollectorFactory.start(
        new OtelSettings(Map.of(), Map.of()), settings, warnings::add);
  }

  private void assertOneLine(String part) {
    assertEquals(1, warnings.size(), warnings::toString);
    assertTrue(warnings.get(0).startsWith("otel: "), warnings::toString);
    assertTrue(warnings.get(0).contains(part), warnings::toString);
    assertEquals(1, warnings.get(0).lines().count());
  }
}
