package io.gradprobe.collectors.otel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.gradprobe.collectors.Evidence;
import io.gradprobe.runtime.collector.Collector;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.run.OverheadRecord;
import io.gradprobe.runtime.run.RunInfo;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OtelCollectorTest {
  private static final Finding STALE =
      Evidence.finding("r1", "stale-gradient", Severity.ERROR, "01Linear_weight", 1, 1);

  private final List<String> warnings = new ArrayList<>();
  private final RunInfo run = Evidence.run("r1");
  private Receiver receiver;

  @BeforeEach
  void open() throws IOException {
    receiver = new Receiver();
  }

  @AfterEach
  void close() {
    receiver.close();
    assertEquals(List.of(), warnings);
  }

  @Test
  void runEpochsAndStepsBecomeLinkedTraces() {
    Collector collector = start(Map.of(), Map.of());
    collector.runStarted(run);
    for (int step = 0; step < 6; step++) {
      collector.step(Evidence.step("r1", step, step / 3, step % 3 == 0));
      if (step % 3 == 2) {
        collector.epoch(Evidence.epoch("r1", step / 3, step + 1));
      }
    }
    collector.runEnded(Evidence.summary("r1", 6, 2));
    collector.close(Duration.ofSeconds(10));

    Span root = only(receiver.spans("training.run"));
    assertTrue(root.getParentSpanId().isEmpty());
    assertEquals("6", Receiver.attributes(root.getAttributesList()).get("gradprobe.steps"));

    List<Span> epochs = receiver.spans("training.epoch");
    assertEquals(2, epochs.size());
    for (Span epoch : epochs) {
      assertNotEquals(root.getTraceId(), epoch.getTraceId());
      assertTrue(epoch.getParentSpanId().isEmpty());
      assertEquals(root.getTraceId(), epoch.getLinks(0).getTraceId());
      assertEquals(root.getSpanId(), epoch.getLinks(0).getSpanId());
    }

    List<Span> steps = receiver.spans("training.step");
    assertEquals(2, steps.size(), "only the sampled ones");
    Span step = steps.get(1);
    Map<String, String> attributes = Receiver.attributes(step.getAttributesList());
    assertEquals("3", attributes.get("gradprobe.step"));
    assertEquals("0.75", attributes.get("gradprobe.gradient.norm"));
    assertEquals(epochs.get(1).getSpanId(), step.getParentSpanId());
    assertEquals(10_000_000L, step.getEndTimeUnixNano() - step.getStartTimeUnixNano());
    assertEquals(Evidence.START * 1_000_000L + 60_000_000L, step.getStartTimeUnixNano());

    long at = step.getStartTimeUnixNano();
    for (Map.Entry<String, Long> phase :
        List.of(
            Map.entry("training.data", 1_000_000L),
            Map.entry("training.forward", 3_000_000L),
            Map.entry("training.backward", 4_000_000L),
            Map.entry("training.optimizer", 2_000_000L))) {
      Span span =
          only(
              receiver.spans(phase.getKey()).stream()
                  .filter(s -> s.getParentSpanId().equals(step.getSpanId()))
                  .toList());
      assertEquals(at, span.getStartTimeUnixNano(), phase.getKey());
      at += phase.getValue();
      assertEquals(at, span.getEndTimeUnixNano(), phase.getKey());
    }
    assertTrue(receiver.scopes.contains("gradprobe"));
    assertTrue(
        receiver.spans.stream()
            .allMatch(
                s -> "r1".equals(Receiver.attributes(s.getAttributesList()).get("gradprobe.run"))));
  }

  @Test
  void unknownEpochsAreCutIntoTracesOfEqualLength() {
    Collector collector = start(Map.of(), Map.of("OTEL_STEPS_PER_TRACE", "4"));
    collector.runStarted(run);
    for (int step = 0; step < 10; step++) {
      collector.step(Evidence.step("r1", step, -1, false));
    }
    collector.close(Duration.ofSeconds(10));
    assertEquals(
        List.of("0", "4", "8"),
        receiver.spans("training.epoch").stream()
            .map(s -> Receiver.attributes(s.getAttributesList()).get("gradprobe.first_step"))
            .toList());
    assertEquals(1, receiver.spans("training.run").size(), "a run that the JVM's end cuts off");
  }

  @Test
  void findingStandsInTheSpanOfItsStepWhicheverCameFirst() {
    Finding late = Evidence.finding("r1", "update-ratio", Severity.WARNING, "01Linear_bias", 1, 1);
    Collector collector = start(Map.of(), Map.of());
    collector.runStarted(run);
    collector.step(Evidence.step("r1", 0, 0, false));
    collector.finding(STALE);
    collector.step(Evidence.step("r1", 1, 0, false));
    collector.finding(late);
    collector.step(Evidence.step("r1", 2, 0, false));
    collector.runEnded(Evidence.summary("r1", 3, 1));
    collector.close(Duration.ofSeconds(10));

    Span step = only(receiver.spans("training.step"));
    assertEquals("1", Receiver.attributes(step.getAttributesList()).get("gradprobe.step"));
    assertEquals(Status.StatusCode.STATUS_CODE_ERROR, step.getStatus().getCode());
    assertEquals("stale-gradient", Receiver.attributes(step.getAttributesList()).get("error.type"));
    List<LogRecord> findings = receiver.logs("gradprobe.finding");
    assertEquals(2, findings.size());
    for (LogRecord finding : findings) {
      assertEquals(step.getTraceId(), finding.getTraceId());
      assertEquals(step.getSpanId(), finding.getSpanId());
    }
    LogRecord first = findings.get(0);
    assertEquals(SeverityNumber.SEVERITY_NUMBER_ERROR, first.getSeverityNumber());
    assertEquals(
        "stale-gradient on 01Linear_weight: Something is wrong with 01Linear_weight. Change it.",
        first.getBody().getStringValue());
    Map<String, String> attributes = Receiver.attributes(first.getAttributesList());
    assertEquals("stale-gradient", attributes.get("gradprobe.rule"));
    assertEquals("ERROR", attributes.get("gradprobe.severity"));
    assertEquals("r1", attributes.get("gradprobe.run"));
    assertEquals("1", attributes.get("gradprobe.step"));
    assertEquals("my.Train.main(Train.java:42)", attributes.get("gradprobe.location"));
    assertEquals("1.5", attributes.get("gradprobe.value"));
    assertFalse(attributes.containsKey("gradprobe.threshold"), "NaN is left out");
    assertEquals(SeverityNumber.SEVERITY_NUMBER_WARN, findings.get(1).getSeverityNumber());
  }

  @Test
  void findingThatComesStepsLaterStillMarksItsStep() {
    Collector collector = start(Map.of(), Map.of());
    collector.runStarted(run);
    for (int step = 0; step < 5; step++) {
      collector.step(Evidence.step("r1", step, 0, step == 1));
    }
    collector.finding(STALE);
    collector.close(Duration.ofSeconds(10));
    Span step = only(receiver.spans("training.step"));
    assertEquals(Status.StatusCode.STATUS_CODE_ERROR, step.getStatus().getCode());
    assertEquals(10_000_000L, step.getEndTimeUnixNano() - step.getStartTimeUnixNano());
    assertEquals(step.getSpanId(), only(receiver.logs("gradprobe.finding")).getSpanId());
  }

  @Test
  void findingAtTheRunsEndStandsInTheRunsSpan() {
    Collector collector = start(Map.of(), Map.of());
    collector.runStarted(run);
    collector.finding(Evidence.finding("r1", "gradient-never-applied", Severity.ERROR, "w", 0, 1));
    collector.runEnded(Evidence.summary("r1", 0, 0));
    collector.close(Duration.ofSeconds(10));
    Span root = only(receiver.spans("training.run"));
    assertEquals(Status.StatusCode.STATUS_CODE_ERROR, root.getStatus().getCode());
    assertEquals(root.getSpanId(), only(receiver.logs("gradprobe.finding")).getSpanId());
  }

  @Test
  void findingOfAStepThatDoesNotEndIsSentMeanwhile() throws Exception {
    Map<String, String> quick = Map.of("otel.blrp.schedule.delay", "50");
    Collector collector = start(quick, Map.of());
    collector.runStarted(run);
    collector.step(Evidence.step("r1", 0, 0, false));
    collector.finding(STALE);
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (receiver.logs("gradprobe.finding").isEmpty() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    LogRecord finding = only(receiver.logs("gradprobe.finding"));
    collector.step(Evidence.step("r1", 1, 0, false));
    collector.close(Duration.ofSeconds(10));
    Span step = only(receiver.spans("training.step"));
    assertEquals(step.getSpanId(), finding.getSpanId());
    assertEquals(Status.StatusCode.STATUS_CODE_ERROR, step.getStatus().getCode());
    assertEquals("1", Receiver.attributes(step.getAttributesList()).get("gradprobe.backwards"));
  }

  @Test
  void metricsCarryTheRunAndCountEveryStep() {
    Collector collector = start(Map.of(), Map.of("OTEL_PARAMETER_SERIES", "1"));
    collector.runStarted(run);
    for (int step = 0; step < 4; step++) {
      collector.step(Evidence.step("r1", step, 0, true));
    }
    collector.measured(Evidence.measured(run, Evidence.step("r1", 3, 0, true), true));
    collector.finding(Evidence.finding("r1", "slow-data", Severity.INFO, "input", 3, 2));
    collector.finding(Evidence.finding("r1", "slow-data", Severity.INFO, "input", 3, 5));
    collector.overhead(new OverheadRecord("r1", 1_000_000_000L, 15_000_000L, 1, 0));
    collector.close(Duration.ofSeconds(10));

    assertEquals(0.625, gauge("training.loss"));
    assertEquals(0.75, gauge("training.gradient.norm"));
    assertEquals(0.01, gauge("training.learning_rate"));
    assertEquals(0.015, gauge("gradprobe.overhead.ratio"));
    assertEquals(4, counter("training.steps"));
    assertEquals(128, counter("training.samples"));
    assertEquals(5, counter("gradprobe.findings"));
    assertEquals(
        Map.of("gradprobe.run", "r1", "rule", "slow-data", "severity", "INFO"),
        Receiver.attributes(
            receiver.metric("gradprobe.findings").getSum().getDataPoints(0).getAttributesList()));
    Metric duration = receiver.metric("training.step.duration");
    assertEquals("s", duration.getUnit());
    HistogramDataPoint point = duration.getHistogram().getDataPoints(0);
    assertEquals(4, point.getCount());
    assertEquals(0.04, point.getSum(), 1e-9);
    for (String name :
        Set.of("training.parameter.gradient.norm", "training.parameter.update_ratio")) {
      Metric metric = receiver.metric(name);
      assertEquals(1, metric.getGauge().getDataPointsCount(), "capped at one parameter");
      assertEquals(
          Map.of("gradprobe.run", "r1", "parameter", "01Linear_weight"),
          Receiver.attributes(metric.getGauge().getDataPoints(0).getAttributesList()));
    }
  }

  @Test
  void startAndHeartbeatAreEvents() {
    Collector collector = start(Map.of(), Map.of());
    collector.runStarted(run);
    for (long step = 0; step < 7000; step += 1000) {
      collector.step(Evidence.step("r1", step, 0, false));
    }
    collector.close(Duration.ofSeconds(10));
    assertEquals(1, receiver.logs("gradprobe.run.started").size());
    assertEquals(
        List.of("3000", "6000"),
        receiver.logs("gradprobe.heartbeat").stream()
            .map(l -> Receiver.attributes(l.getAttributesList()).get("gradprobe.step"))
            .toList(),
        "every 60 s of steps that take 20 ms");
  }

  @Test
  void traceParentOfTheEnvironmentIsTheRunsParent() {
    Map<String, String> environment =
        Map.of("TRACEPARENT", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    Collector collector = start(Map.of(), environment);
    collector.runStarted(run);
    collector.runEnded(Evidence.summary("r1", 0, 0));
    collector.close(Duration.ofSeconds(10));
    Span root = only(receiver.spans("training.run"));
    assertEquals("0af7651916cd43dd8448eb211c80319c", hex(root.getTraceId()));
    assertEquals("b7ad6b7169203331", hex(root.getParentSpanId()));
  }

  @Test
  void resourceNamesTheServiceAsItsUserDid() {
    Collector collector = start(Map.of("otel.service.name", "my-training"), Map.of());
    collector.runStarted(run);
    collector.close(Duration.ofSeconds(10));
    Map<String, String> resource =
        Receiver.attributes(receiver.resources.get(0).getAttributesList());
    assertEquals("my-training", resource.get("service.name"));
    assertEquals(36, resource.get("gradprobe.run.id").length());
  }

  @Test
  void resourceNamesTheProgramWhereItsUserDidNot() {
    Collector collector = start(Map.of(), Map.of());
    collector.runStarted(run);
    collector.close(Duration.ofSeconds(10));
    assertEquals(
        ServiceName.of(System.getProperty("sun.java.command")),
        Receiver.attributes(receiver.resources.get(0).getAttributesList()).get("service.name"));
  }

  @Test
  void everyThreadIsADaemon() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Collector collector = start(Map.of(), Map.of());
    collector.runStarted(run);
    collector.step(Evidence.step("r1", 0, 0, true));
    collector.runEnded(Evidence.summary("r1", 1, 0));
    Set<Thread> during = new java.util.HashSet<>(Thread.getAllStackTraces().keySet());
    collector.close(Duration.ofSeconds(10));
    during.addAll(Thread.getAllStackTraces().keySet());
    during.removeAll(before);
    assertFalse(during.isEmpty());
    // The receiver's own threads answer in this JVM too.
    during.removeIf(t -> t.getName().startsWith("pool-") || t.getName().startsWith("HTTP-"));
    assertTrue(during.stream().allMatch(Thread::isDaemon), during::toString);
  }

  private Collector start(Map<String, String> overrides, Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(receiver.settings());
    all.putAll(overrides);
    return OtelCollectorFactory.start(new OtelSettings(Map.of(), environment), all, warnings::add);
  }

  private double gauge(String name) {
    return receiver.metric(name).getGauge().getDataPoints(0).getAsDouble();
  }

  private long counter(String name) {
    assertTrue(receiver.metric(name).getSum().getIsMonotonic());
    return receiver.metric(name).getSum().getDataPoints(0).getAsInt();
  }

  private static <T> T only(List<T> items) {
    assertEquals(1, items.size());
    return items.get(0);
  }

  private static String hex(ByteString bytes) {
    return java.util.HexFormat.of().formatHex(bytes.toByteArray());
  }
}
