package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.programs.ManyParameters;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.OtlpReceiver;
import io.gradprobe.demo.testing.Result;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Models of 3,000 parameters: silent, with little memory and few series, every step measured. */
@TestInstance(Lifecycle.PER_CLASS)
class ManyParametersTest {
  private static final String[] PROGRAM = {ManyParameters.class.getName(), "--steps", "16"};
  private static final int RUNS = 3;

  /** 3,000 parameters in each of three runs, 7 KiB for each. */
  private static final int MOST_KIB = 64 << 10;

  private static final int SERIES = 200;
  private static final Pattern HEAP = Pattern.compile("heap (.*): (\\d+) KiB");

  private OtlpReceiver receiver;
  private Result bare;
  private Result watched;

  @BeforeAll
  void train() throws IOException {
    bare = Fork.of(PROGRAM).quick().run();
    assertEquals(0, bare.exitCode(), bare::toString);
    receiver = new OtlpReceiver();
    watched =
        Fork.of(PROGRAM)
            .quick()
            .watched("profile=debug")
            .environment("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint())
            .environment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
            .run();
  }

  @AfterAll
  void close() {
    receiver.close();
  }

  @Test
  void testNothingIsFoundAndNothingChanges() {
    assertEquals(bare.out(), watched.out(), watched::toString);
    assertEquals(bare.exitCode(), watched.exitCode(), watched::toString);
    List<String> lines = watched.ownLines();
    assertEquals(RUNS, lines.size(), watched::toString);
    assertTrue(lines.stream().allMatch(line -> line.contains(" (DJL): 16 steps, loss ")));
  }

  @Test
  void testHeapIsBounded() {
    Map<String, Integer> without = heaps(bare);
    Map<String, Integer> with = heaps(watched);
    assertEquals(RUNS, without.size(), bare::toString);
    assertEquals(without.keySet(), with.keySet());
    with.forEach(
        (name, kib) -> assertTrue(kib - without.get(name) < MOST_KIB, name + " " + kib + " KiB"));
  }

  @Test
  void testSeriesOfParametersAreCapped() {
    for (String name :
        List.of("training.parameter.gradient.norm", "training.parameter.update_ratio")) {
      List<Metric> exports = receiver.metrics(name);
      assertTrue(!exports.isEmpty(), name);
      Set<String> series = new TreeSet<>();
      for (Metric metric : exports) {
        for (NumberDataPoint point : metric.getGauge().getDataPointsList()) {
          series.add(OtlpReceiver.attributes(point.getAttributesList()).toString());
        }
      }
      assertTrue(series.size() >= SERIES && series.size() <= RUNS * SERIES, name + series.size());
    }
  }

  private static Map<String, Integer> heaps(Result result) {
    Map<String, Integer> heaps = new LinkedHashMap<>();
    Matcher matcher = HEAP.matcher(result.err());
    while (matcher.find()) {
      heaps.put(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }
    return heaps;
  }
}
