package io.gradprobe.runtime.rule.weight;

import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.rule.HandParameter;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.run.ForwardMeasurement;
import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.run.ParameterMeasurement;
import io.gradprobe.runtime.run.StepRecord;
import io.gradprobe.runtime.run.TensorCensus;
import java.util.ArrayList;
import java.util.List;

/** Measured updates written by hand: shows them to one rule and keeps what it says. */
final class HandUpdates {
  static final LossInfo SQUARED = new LossInfo("L2Loss", LossInfo.Kind.SQUARED, -1, 1, true, true);

  final List<Verdict> verdicts = new ArrayList<>();
  LossInfo info = SQUARED;
  double loss = 1;
  double rate = 0.1;
  private final Rule rule;
  private final List<ParameterMeasurement> parameters = new ArrayList<>();
  long step;

  HandUpdates(Rule rule) {
    this.rule = rule;
  }

  /** A weight matrix of 4 x 4 with this size, ratio of update and direction. */
  HandUpdates weight(String name, double size, double ratio, double descent, boolean symmetric) {
    return parameter(name, "weight", "(4, 4)", size, ratio, descent, symmetric);
  }

  HandUpdates parameter(
      String name,
      String role,
      String shape,
      double size,
      double ratio,
      double descent,
      boolean symmetric) {
    String block = name.substring(0, name.lastIndexOf('_'));
    parameters.add(
        new ParameterMeasurement(
            new ParameterInfo(parameters.size(), name, block, role, shape, 16, "float32", "cpu()"),
            true,
            true,
            HandParameter.stats(0.1, 16),
            false,
            null,
            ratio * size,
            size,
            ratio > 0,
            1,
            descent,
            symmetric,
            true));
    return this;
  }

  HandUpdates end() {
    StepRecord record =
        new StepRecord("r", step++, -1, loss, 1, rate, 32, 1, true, 0, 1, 0, 0, 0, 0, 0);
    ForwardMeasurement forward =
        new ForwardMeasurement("A:0", List.of(), List.of(), List.of(), null, info);
    Verdict verdict =
        rule.onMeasured(
            new MeasuredStep(
                record,
                List.copyOf(parameters),
                0,
                true,
                "A:1",
                "A:2",
                forward,
                TensorCensus.UNKNOWN));
    if (verdict != null) {
      verdicts.add(verdict);
    }
    parameters.clear();
    return this;
  }
}
