package io.gradprobe.runtime.rule;

import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.run.ParameterMeasurement;
import io.gradprobe.runtime.run.StepRecord;
import java.util.ArrayList;
import java.util.List;

/** Measured steps written by hand: shows them to one rule and keeps what it says. */
public final class HandSteps {

  public final List<Verdict> verdicts = new ArrayList<>();
  public double loss = 1;
  public double rate = 0.1;
  public double weightDecay;
  public boolean updatesMeasured = true;
  private final Rule rule;
  private final List<ParameterMeasurement> parameters = new ArrayList<>();
  private long step;

  public HandSteps(Rule rule) {
    this.rule = rule;
  }

  /** Forgets the parameters of the step before. */
  public HandSteps begin() {
    parameters.clear();
    return this;
  }

  /** A trained weight matrix with an update of learning rate times gradient. */
  public HandSteps weight(String name, double gradient, double weight) {
    double update = rate * gradient;
    boolean changes = update > weight * 0x1p-25;
    return add(name, "weight", gradient, weight, changes ? update : 0, changes);
  }

  public HandSteps bias(String name, double gradient) {
    return add(name, "bias", gradient, 0.1, rate * gradient, true);
  }

  public HandSteps add(
      String name, String role, double gradient, double weight, double update, boolean changed) {
    return add(name, role, "float32", true, gradient, weight, update, changed);
  }

  /** A gradient of NaN stands for none at all. */
  public HandSteps add(
      String name,
      String role,
      String type,
      boolean trainable,
      double gradient,
      double weight,
      double update,
      boolean changed) {
    String block = name.substring(0, Math.max(0, name.lastIndexOf('_')));
    String shape = role.equals("weight") ? "(4, 4)" : "(16)";
    boolean absent = Double.isNaN(gradient);
    parameters.add(
        new ParameterMeasurement(
            new ParameterInfo(parameters.size(), name, block, role, shape, 16, type, "cpu()"),
            trainable,
            true,
            absent ? null : HandParameter.stats(gradient, 16),
            absent,
            null,
            updatesMeasured ? update : Double.NaN,
            updatesMeasured ? weight : Double.NaN,
            !updatesMeasured || changed));
    return this;
  }

  /** Ends the step with the norm that the parameters have. */
  public HandSteps end() {
    double squares = 0;
    for (ParameterMeasurement p : parameters) {
      squares += p.gradient() == null ? 0 : p.gradient().norm * p.gradient().norm;
    }
    StepRecord record =
        new StepRecord(
            "r", step++, -1, loss, Math.sqrt(squares), rate, 32, 1, true, 0, 1, 0, 0, 0, 0, 0);
    Verdict verdict =
        rule.onMeasured(
            new MeasuredStep(
                record, List.copyOf(parameters), weightDecay, updatesMeasured, "A:1", "A:2"));
    if (verdict != null) {
      verdicts.add(verdict);
    }
    return this;
  }
}
