package io.gradprobe.runtime.rule.loss;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.rule.HandParameter;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.run.ForwardMeasurement;
import io.gradprobe.runtime.run.LabelMeasurement;
import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.run.LossSeries;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.run.ParameterMeasurement;
import io.gradprobe.runtime.run.StepRecord;
import io.gradprobe.runtime.run.TensorCensus;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Losses written by hand: shows them to one rule, in pieces of changing size, as the core does. */
final class HandLosses {

  static final LossInfo SOFTMAX =
      new LossInfo("SoftmaxCrossEntropyLoss", LossInfo.Kind.SOFTMAX, 6, 6, true, true);
  static final LossInfo BINARY =
      new LossInfo("SigmoidBinaryCrossEntropyLoss", LossInfo.Kind.BINARY, 2, 1, true, true);

  /** An expression of the program's own in which a log-softmax over six classes was seen. */
  static final LossInfo GUESSED =
      new LossInfo("softmax", LossInfo.Kind.SOFTMAX, 6, -1, false, false);

  /** A framework's loss, multiplied or divided by a number before backward. */
  static final LossInfo SCALED =
      new LossInfo("SoftmaxCrossEntropyLoss", LossInfo.Kind.SOFTMAX, 6, 6, false, true);

  /** An expression of the program's own in which an exponential was seen. */
  static final LossInfo EXPONENTIAL =
      new LossInfo("exp", LossInfo.Kind.OTHER, -1, -1, false, false);

  /** A framework's loss from which something was subtracted before backward. */
  static final LossInfo CHANGED =
      new LossInfo("L2Loss", LossInfo.Kind.SQUARED, -1, 1, false, false);

  final List<Verdict> verdicts = new ArrayList<>();
  LossInfo info = LossInfo.UNKNOWN;
  double rate = 0.1;
  int backwards = 1;
  int updatesEvery = 1;
  long batch = 32;
  LabelMeasurement labels;
  private final Rule rule;
  private long step;

  HandLosses(Rule rule) {
    this.rule = rule;
  }

  /** Losses of the next steps; the function is given 0, 1, 2... */
  HandLosses losses(int count, IntToDoubleFunction loss) {
    for (int from = 0; from < count; ) {
      int size = (int) Math.min(count - from, 1 + (step * 7) % 32);
      double[] losses = new double[size];
      double[] rates = new double[size];
      for (int i = 0; i < size; i++) {
        losses[i] = loss.applyAsDouble(from + i);
        rates[i] = rate;
      }
      keep(rule.onLosses(new LossSeries("r", step, -1, losses, rates, info, "Train.java:10")));
      step += size;
      from += size;
    }
    return this;
  }

  HandLosses losses(double... losses) {
    return losses(losses.length, i -> losses[i]);
  }

  /**
   * A measured step of one weight of 16 elements, and its loss before.
   *
   * @param gradient root mean square
   * @param update root mean square
   * @param cosine between update and negative gradient
   */
  HandLosses measured(double loss, double gradient, double update, double cosine) {
    losses(loss);
    return measuredAlone(loss, gradient, update, cosine);
  }

  HandLosses measuredAlone(double loss, double gradient, double update, double cosine) {
    TensorStats stats = HandParameter.stats(gradient, 16);
    ParameterInfo info = new ParameterInfo(0, "w", "", "weight", "(4, 4)", 16, "float32", "cpu()");
    ParameterMeasurement weight =
        new ParameterMeasurement(
            info, true, true, stats, false, null, update, 0.5, update > 0, 1, cosine, false, true);
    StepRecord record =
        new StepRecord(
            "r", step, -1, loss, stats.norm, rate, batch, backwards, true, 0, 1, 0, 0, 0, 0, 0);
    ForwardMeasurement forward =
        new ForwardMeasurement("A:1", List.of(), List.of(), List.of(), labels, this.info);
    boolean updates = step % updatesEvery == 0;
    keep(
        rule.onMeasured(
            new MeasuredStep(
                record, List.of(weight), 0, updates, "A:2", "A:3", forward, TensorCensus.UNKNOWN)));
    return this;
  }

  /** Labels of a batch with so many samples of each class. */
  static LabelMeasurement labels(long... counts) {
    long samples = 0;
    for (long count : counts) {
      samples += count;
    }
    return new LabelMeasurement(
        "label", "int64", "(" + samples + ")", samples, new TensorStats(), true, counts, false);
  }

  private void keep(Verdict verdict) {
    if (verdict != null) {
      verdicts.add(verdict);
    }
  }

  long count(Severity severity) {
    return verdicts.stream().filter(v -> v.severity() == severity).count();
  }
}
