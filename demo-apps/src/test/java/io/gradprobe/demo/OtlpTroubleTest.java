package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.faults.StaleGradient;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Result;
import io.gradprobe.demo.testing.SilentServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Isolated;

/** An OTLP endpoint that refuses or hangs: training goes on, and ends at most two seconds later. */
@Isolated("measures how long a program takes to end")
@TestInstance(Lifecycle.PER_CLASS)
class OtlpTroubleTest {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private Result bare;

  @BeforeAll
  void trainBare() {
    bare = Fork.of(StaleGradient.class).steady().run();
    assertEquals(0, bare.exitCode(), bare::toString);
  }

  @Test
  void testRefusingEndpoint() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    check("http://localhost:" + port, "http/protobuf");
    check("http://localhost:" + port, "grpc");
  }

  @Test
  void testHangingEndpoint() throws IOException {
    try (SilentServer server = new SilentServer()) {
      check(server.url(), "http/protobuf");
      check(server.url(), "grpc");
      assertTrue(server.connections() > 0, "nobody came");
    }
  }

  private void check(String endpoint, String protocol) {
    Result result =
        Fork.of(StaleGradient.class)
            .steady()
            .watched("")
            .environment("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
            .environment("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)
            .run();
    assertEquals(bare.out(), result.out(), result::toString);
    assertEquals(bare.exitCode(), result.exitCode(), result::toString);
    Duration later = result.farewell().minus(bare.farewell());
    assertTrue(later.compareTo(LIMIT) <= 0, () -> "ended " + later + " later: " + result);
    long about = result.ownLines().stream().filter(line -> line.contains(endpoint)).count();
    assertEquals(1, about, () -> "one line names the endpoint: " + result);
    assertTrue(
        result.err().lines().allMatch(line -> line.startsWith("gradprobe: ")), result::toString);
  }
}
