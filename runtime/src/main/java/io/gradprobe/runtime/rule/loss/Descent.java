package io.gradprobe.runtime.rule.loss;

import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.ParameterMeasurement;

/**
 * What a step's gradient and update say of the loss to first order: by how much this step lowers
 * it.
 *
 * @param decrease the inner product of update and negative gradient, in units of the loss
 * @param cosine of the angle between update and negative gradient, over all parameters
 * @param reach gradient norm times weight norm: what the loss would lose if the weights went by
 *     their own size down the slope, in units of the loss
 */
record Descent(double decrease, double cosine, double reach) {

  /** The descent of a step; null where its updates were not measured. */
  static Descent of(MeasuredStep step) {
    if (!step.updatesMeasured()) {
      return null;
    }
    double decrease = 0;
    double updates = 0;
    double gradients = 0;
    double weights = 0;
    for (int i = 0; i < step.parameters().size(); i++) {
      ParameterMeasurement p = step.parameters().get(i);
      if (p.gradient() == null || Double.isNaN(p.descent()) || Double.isNaN(p.updateRms())) {
        continue;
      }
      double count = p.gradient().count;
      double update = p.updateRms() * Math.sqrt(count);
      decrease += update * p.gradient().norm * p.descent();
      updates += update * update;
      gradients += p.gradient().norm * p.gradient().norm;
      weights += p.weightRms() * p.weightRms() * count;
    }
    double lengths = Math.sqrt(updates) * Math.sqrt(gradients);
    if (!(lengths > 0) || Double.isInfinite(lengths)) {
      return null;
    }
    return new Descent(decrease, decrease / lengths, Math.sqrt(gradients) * Math.sqrt(weights));
  }
}
