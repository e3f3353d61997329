package io.gradprobe.demo;

import static io.gradprobe.demo.testing.OtlpReceiver.attributes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.apps.DigitsConvNet;
import io.gradprobe.demo.faults.GradientWiped;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.OtlpReceiver;
import io.gradprobe.demo.testing.Result;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Whole trainings, told to an OTLP receiver by the names of the contract. */
@TestInstance(Lifecycle.PER_CLASS)
class OtlpTest {
  private static final int STEPS = 120;

  private OtlpReceiver broken;
  private OtlpReceiver epochs;
  private Result brokenResult;

  @BeforeAll
  void train() throws IOException {
    broken = new OtlpReceiver();
    brokenResult = train(broken, Fork.of(GradientWiped.class));
    epochs = new OtlpReceiver();
    train(epochs, Fork.of(DigitsConvNet.class));
  }

  @AfterAll
  void close() {
    broken.close();
    epochs.close();
  }

  private static Result train(OtlpReceiver receiver, Fork fork) {
    Result result =
        fork.watched("console=off,profile=debug")
            .environment("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint())
            .environment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
            .run();
    assertEquals(0, result.exitCode(), result::toString);
    assertEquals("", result.steadyErr());
    return result;
  }

  @Test
  void testScopeAndResource() {
    assertEquals(Set.of("gradprobe"), broken.scopes());
    assertFalse(broken.resources().isEmpty());
    for (var resource : broken.resources()) {
      Map<String, String> attributes = attributes(resource.getAttributesList());
      assertTrue(attributes.containsKey("service.name"), attributes::toString);
      assertTrue(attributes.containsKey("gradprobe.run.id"), attributes::toString);
    }
  }

  @Test
  void testSpansOfStepsStandInTheTraceOfTheirEpoch() {
    Span run = only(epochs.spans("training.run"));
    List<Span> of = epochs.spans("training.epoch");
    assertEquals(3, of.size());
    for (Span epoch : of) {
      assertEquals(run.getSpanId(), epoch.getLinks(0).getSpanId());
      assertFalse(epoch.getTraceId().equals(run.getTraceId()));
    }
    Set<?> epochIds = of.stream().map(Span::getSpanId).collect(Collectors.toSet());
    List<Span> steps = epochs.spans("training.step");
    assertEquals(90, steps.size());
    assertTrue(steps.stream().allMatch(step -> epochIds.contains(step.getParentSpanId())));
    Set<?> stepIds = steps.stream().map(Span::getSpanId).collect(Collectors.toSet());
    for (String phase : List.of("forward", "backward", "optimizer", "data")) {
      List<Span> spans = epochs.spans("training." + phase);
      assertTrue(spans.size() >= 80, phase + " " + spans.size());
      assertTrue(spans.stream().allMatch(span -> stepIds.contains(span.getParentSpanId())), phase);
    }
    for (Span step : steps) {
      assertTrue(step.getStartTimeUnixNano() >= run.getStartTimeUnixNano());
      assertTrue(step.getEndTimeUnixNano() <= run.getEndTimeUnixNano());
      assertTrue(step.getEndTimeUnixNano() > step.getStartTimeUnixNano());
    }
  }

  @Test
  void testFindingIsALogRecordInTheSpanOfItsStep() {
    List<LogRecord> findings = broken.logs("gradprobe.finding");
    assertFalse(findings.isEmpty(), brokenResult::toString);
    LogRecord wiped =
        findings.stream()
            .filter(f -> attributes(f.getAttributesList()).get("gradprobe.count").equals("1"))
            .filter(f -> attributes(f.getAttributesList()).containsValue("gradient-wiped"))
            .findFirst()
            .orElseThrow();
    Map<String, String> attributes = attributes(wiped.getAttributesList());
    assertEquals("01Linear_weight", attributes.get("gradprobe.subject"));
    assertTrue(attributes.get("gradprobe.location").endsWith("(GradientWiped.java:48)"));
    for (String field : List.of("severity", "run", "step", "epoch", "message", "advice")) {
      assertTrue(attributes.containsKey("gradprobe." + field), field);
    }
    boolean isError = attributes.get("gradprobe.severity").equals("ERROR");
    assertEquals(
        isError ? SeverityNumber.SEVERITY_NUMBER_ERROR : SeverityNumber.SEVERITY_NUMBER_WARN,
        wiped.getSeverityNumber());
    Span step =
        only(
            broken.spans("training.step").stream()
                .filter(span -> span.getSpanId().equals(wiped.getSpanId()))
                .toList());
    assertEquals(wiped.getTraceId(), step.getTraceId());
    assertEquals(
        isError,
        step.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
        "only the step of an ERROR fails");
  }

  @Test
  void testGaugesBearTheNamesOfTheContract() {
    for (String gauge :
        List.of(
            "training.loss",
            "training.gradient.norm",
            "training.learning_rate",
            "training.parameter.gradient.norm",
            "training.parameter.update_ratio",
            "gradprobe.overhead.ratio")) {
      List<Metric> metrics = epochs.metrics(gauge);
      assertFalse(metrics.isEmpty(), gauge);
      assertTrue(metrics.get(0).hasGauge(), gauge);
      for (NumberDataPoint point : metrics.get(0).getGauge().getDataPointsList()) {
        assertTrue(point.getAsDouble() >= 0, gauge);
      }
    }
    NumberDataPoint rate = last("training.learning_rate").getGauge().getDataPoints(0);
    assertEquals(0.005, rate.getAsDouble(), 1e-7);
    assertEquals(10, last("training.parameter.gradient.norm").getGauge().getDataPointsCount());
  }

  @Test
  void testCountersAndHistogramCountEveryStep() {
    assertEquals(90, last("training.steps").getSum().getDataPoints(0).getAsInt());
    assertEquals(90 * 32, last("training.samples").getSum().getDataPoints(0).getAsInt());
    Metric duration = last("training.step.duration");
    assertEquals("s", duration.getUnit());
    assertEquals(90, duration.getHistogram().getDataPoints(0).getCount());
    assertTrue(epochs.metrics("gradprobe.findings").isEmpty());
  }

  @Test
  void testFindingsAreCountedByRuleAndSeverity() {
    List<Metric> exports = broken.metrics("gradprobe.findings");
    assertFalse(exports.isEmpty());
    NumberDataPoint point =
        exports.get(exports.size() - 1).getSum().getDataPointsList().stream()
            .filter(p -> attributes(p.getAttributesList()).get("rule").equals("gradient-wiped"))
            .findFirst()
            .orElseThrow();
    assertTrue(point.getAsInt() > 1 && point.getAsInt() <= STEPS, point::toString);
    assertTrue(attributes(point.getAttributesList()).containsKey("severity"));
  }

  private Metric last(String name) {
    List<Metric> metrics = epochs.metrics(name);
    assertFalse(metrics.isEmpty(), name);
    return metrics.get(metrics.size() - 1);
  }

  private static <T> T only(List<T> list) {
    assertEquals(1, list.size(), list::toString);
    return list.get(0);
  }
}
