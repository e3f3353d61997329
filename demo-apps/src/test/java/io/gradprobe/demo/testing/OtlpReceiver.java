package io.gradprobe.demo.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/** A receiver of OTLP over HTTP within the test; keeps all that it is sent. */
public final class OtlpReceiver implements AutoCloseable {
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final List<LogRecord> logs = new CopyOnWriteArrayList<>();
  private final List<Metric> metrics = new CopyOnWriteArrayList<>();
  private final List<Resource> resources = new CopyOnWriteArrayList<>();
  private final Set<String> scopes = new ConcurrentSkipListSet<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  /** Listens on a free port of this machine. */
  public OtlpReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** What {@code OTEL_EXPORTER_OTLP_ENDPOINT} is to be set to. */
  public String endpoint() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** The spans of a name. */
  public List<Span> spans(String name) {
    return spans.stream().filter(span -> span.getName().equals(name)).toList();
  }

  /** The log records of an event's name. */
  public List<LogRecord> logs(String event) {
    return logs.stream().filter(entry -> entry.getEventName().equals(event)).toList();
  }

  /** The metrics of a name, one for each export. */
  public List<Metric> metrics(String name) {
    return metrics.stream().filter(metric -> metric.getName().equals(name)).toList();
  }

  /** The resources of spans, logs and metrics. */
  public List<Resource> resources() {
    return resources;
  }

  /** The names of the instrumentation scopes. */
  public Set<String> scopes() {
    return scopes;
  }

  /** Attributes as texts by their keys. */
  public static Map<String, String> attributes(List<KeyValue> attributes) {
    Map<String, String> map = new TreeMap<>();
    attributes.forEach(a -> map.put(a.getKey(), text(a.getValue())));
    return map;
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      default -> value.toString();
    };
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      InputStream body = exchange.getRequestBody();
      byte[] bytes = (zipped ? new GZIPInputStream(body) : body).readAllBytes();
      accept(exchange.getRequestURI().getPath(), bytes);
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void accept(String path, byte[] bytes) throws IOException {
    switch (path) {
      case "/v1/traces" ->
          ExportTraceServiceRequest.parseFrom(bytes)
              .getResourceSpansList()
              .forEach(
                  r -> {
                    resources.add(r.getResource());
                    r.getScopeSpansList()
                        .forEach(
                            s -> {
                              scopes.add(s.getScope().getName());
                              spans.addAll(s.getSpansList());
                            });
                  });
      case "/v1/metrics" ->
          ExportMetricsServiceRequest.parseFrom(bytes)
              .getResourceMetricsList()
              .forEach(
                  r -> {
                    resources.add(r.getResource());
                    r.getScopeMetricsList().forEach(s -> metrics.addAll(s.getMetricsList()));
                  });
      case "/v1/logs" ->
          ExportLogsServiceRequest.parseFrom(bytes)
              .getResourceLogsList()
              .forEach(
                  r -> {
                    resources.add(r.getResource());
                    r.getScopeLogsList().forEach(s -> logs.addAll(s.getLogRecordsList()));
                  });
      default -> throw new IOException("unexpected path " + path);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
