package io.gradprobe.collectors.otel;

import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.OverheadRecord;
import io.gradprobe.runtime.run.ParameterMeasurement;
import io.gradprobe.runtime.run.StepRecord;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleGauge;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The runs as metrics. Values that are not finite are left out: few stores take them, and a finding
 * tells of them.
 */
final class RunMetrics {
  private static final AttributeKey<String> RUN = AttributeKey.stringKey("gradprobe.run");
  private static final AttributeKey<String> PARAMETER = AttributeKey.stringKey("parameter");
  private static final AttributeKey<String> RULE = AttributeKey.stringKey("rule");
  private static final AttributeKey<String> SEVERITY = AttributeKey.stringKey("severity");

  private record FindingKey(String run, String rule, String subject) {}

  private final DoubleGauge loss;
  private final DoubleGauge gradientNorm;
  private final DoubleGauge learningRate;
  private final LongCounter steps;
  private final LongCounter samples;
  private final LongCounter findings;
  private final DoubleHistogram stepDuration;
  private final DoubleGauge parameterGradientNorm;
  private final DoubleGauge parameterUpdateRatio;
  private final DoubleGauge overhead;
  private final int parameterSeries;
  private final Map<FindingKey, Long> counted = new HashMap<>();

  /**
   * @param parameterSeries parameters of one run, in forward order, that get series of their own
   */
  RunMetrics(Meter meter, int parameterSeries) {
    this.parameterSeries = parameterSeries;
    loss = gauge(meter, "training.loss", "1", "Loss of the latest step.");
    gradientNorm = gauge(meter, "training.gradient.norm", "1", "L2 norm over all gradients.");
    learningRate = gauge(meter, "training.learning_rate", "1", "Learning rate of the latest step.");
    steps = counter(meter, "training.steps", "{step}", "Optimizer steps.");
    samples = counter(meter, "training.samples", "{sample}", "Samples trained on.");
    findings = counter(meter, "gradprobe.findings", "{finding}", "Faults of the training.");
    stepDuration =
        meter
            .histogramBuilder("training.step.duration")
            .setUnit("s")
            .setDescription("Duration of optimizer steps.")
            .setExplicitBucketBoundariesAdvice(
                List.of(
                    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
                    10.0, 30.0))
            .build();
    parameterGradientNorm =
        gauge(
            meter, "training.parameter.gradient.norm", "1", "L2 norm of one parameter's gradient.");
    parameterUpdateRatio =
        gauge(
            meter,
            "training.parameter.update_ratio",
            "1",
            "Size of a step's change over the size of the parameter.");
    overhead = gauge(meter, "gradprobe.overhead.ratio", "1", "Share of time spent in observing.");
  }

  void step(StepRecord step) {
    Attributes run = Attributes.of(RUN, step.run());
    steps.add(1, run);
    if (step.batchSize() > 0) {
      samples.add(step.batchSize(), run);
    }
    stepDuration.record(step.durationNanos() / 1e9, run);
    set(loss, step.loss(), run);
    set(gradientNorm, step.gradientNorm(), run);
    set(learningRate, step.learningRate(), run);
  }

  void measured(MeasuredStep step) {
    for (ParameterMeasurement measured : step.parameters()) {
      if (measured.parameter().index() >= parameterSeries) {
        continue;
      }
      Attributes series =
          Attributes.of(RUN, step.record().run(), PARAMETER, measured.parameter().name());
      if (measured.gradient() != null) {
        set(parameterGradientNorm, measured.gradient().norm, series);
      }
      set(parameterUpdateRatio, measured.updateRatio(), series);
    }
  }

  void finding(Finding finding) {
    FindingKey key = new FindingKey(finding.run(), finding.rule(), finding.subject());
    Long before = counted.put(key, finding.count());
    long more = finding.count() - (before == null ? 0 : before);
    if (more > 0) {
      findings.add(
          more,
          Attributes.of(
              RUN, finding.run(), RULE, finding.rule(), SEVERITY, finding.severity().name()));
    }
  }

  void overhead(OverheadRecord record) {
    set(overhead, record.share(), Attributes.of(RUN, record.run()));
  }

  /** Forgets a run that has ended. */
  void forget(String run) {
    counted.keySet().removeIf(key -> key.run().equals(run));
  }

  private static void set(DoubleGauge gauge, double value, Attributes attributes) {
    if (Double.isFinite(value)) {
      gauge.set(value, attributes);
    }
  }

  private static DoubleGauge gauge(Meter meter, String name, String unit, String description) {
    return meter.gaugeBuilder(name).setUnit(unit).setDescription(description).build();
  }

  private static LongCounter counter(Meter meter, String name, String unit, String description) {
    return meter.counterBuilder(name).setUnit(unit).setDescription(description).build();
  }
}
