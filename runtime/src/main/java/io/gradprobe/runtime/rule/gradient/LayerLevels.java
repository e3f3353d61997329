package io.gradprobe.runtime.rule.gradient;

import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.ParameterMeasurement;
import java.util.Arrays;

/** Each parameter's usual gradient norm, on a logarithmic scale, to name the ones that jumped. */
final class LayerLevels {

  private static final double SMOOTHING = 0.1;

  private double[] usual = new double[0];

  /** Adds a step, after it has been judged. */
  void add(MeasuredStep step) {
    int count = step.parameters().size();
    int known = usual.length;
    if (known < count) {
      usual = Arrays.copyOf(usual, count);
      Arrays.fill(usual, known, count, Double.NaN);
    }
    for (int i = 0; i < count; i++) {
      double norm = norm(step.parameters().get(i));
      if (norm > 0) {
        double level = Math.log(norm);
        usual[i] = Double.isNaN(usual[i]) ? level : usual[i] + SMOOTHING * (level - usual[i]);
      }
    }
  }

  /** The first parameter whose norm is above its usual one by a rise; else {@link #largest}. */
  String firstRisen(MeasuredStep step, double rise) {
    for (int i = 0; i < Math.min(usual.length, step.parameters().size()); i++) {
      ParameterMeasurement parameter = step.parameters().get(i);
      double norm = norm(parameter);
      if (norm > 0 && Math.log(norm) - usual[i] > rise) {
        return parameter.parameter().name();
      }
    }
    return largest(step);
  }

  /** The parameter with the largest norm; {@code model} where no gradient was measured. */
  String largest(MeasuredStep step) {
    String name = "model";
    double largest = 0;
    for (ParameterMeasurement parameter : step.parameters()) {
      if (norm(parameter) > largest) {
        largest = norm(parameter);
        name = parameter.parameter().name();
      }
    }
    return name;
  }

  private static double norm(ParameterMeasurement parameter) {
    return parameter.gradient() == null ? 0 : parameter.gradient().norm;
  }
}
