package io.gradprobe.collectors.otel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.collectors.Evidence;
import io.gradprobe.runtime.collector.Collector;
import io.gradprobe.runtime.finding.Severity;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.Protocol;
import okio.Buffer;
import org.junit.jupiter.api.Test;

class GrpcTest {
  // A gRPC message: one byte for the compression, four for the length, then the protobuf.
  private static final int FRAME_HEADER = 5;

  private final List<String> warnings = new ArrayList<>();

  @Test
  void allSignalsArriveOverGrpc() throws IOException {
    try (Receiver kept = new Receiver();
        MockWebServer server = server(kept, "0")) {
      train(server);
      assertEquals(List.of(), warnings);
      assertEquals(1, kept.spans("training.run").size());
      assertEquals(1, kept.logs("gradprobe.finding").size());
      assertEquals(1, kept.metric("training.steps").getSum().getDataPoints(0).getAsInt());
    }
  }

  @Test
  void refusalIsOneLine() throws IOException {
    try (Receiver kept = new Receiver();
        MockWebServer server = server(kept, "16")) {
      train(server);
      assertEquals(
          List.of(
              "otel: export to "
                  + server.url("/")
                  + " failed (gRPC status UNAUTHENTICATED); training goes on"),
          warnings);
    }
  }

  private void train(MockWebServer server) {
    Collector collector =
        OtelCollectorFactory.start(
            new OtelSettings(Map.of(), Map.of()),
            Map.of(
                "otel.exporter.otlp.protocol",
                "grpc",
                "otel.exporter.otlp.endpoint",
                server.url("/").toString()),
            warnings::add);
    collector.runStarted(Evidence.run("r1"));
    collector.step(Evidence.step("r1", 0, 0, true));
    collector.finding(Evidence.finding("r1", "slow-data", Severity.INFO, "input", 0, 1));
    collector.runEnded(Evidence.summary("r1", 1, 1));
    collector.close(Duration.ofSeconds(10));
  }

  private static MockWebServer server(Receiver kept, String status) throws IOException {
    MockWebServer server = new MockWebServer();
    server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            byte[] body = request.getBody().toByteArray();
            assertTrue(body.length > FRAME_HEADER);
            try {
              kept.accept(request.getTarget(), Arrays.copyOfRange(body, FRAME_HEADER, body.length));
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
            return new MockResponse.Builder()
                .code(200)
                .addHeader("content-type", "application/grpc")
                .body(new Buffer().write(new byte[FRAME_HEADER]))
                .trailers(Headers.of("grpc-status", status))
                .build();
          }
        });
    server.start();
    return server;
  }
}
