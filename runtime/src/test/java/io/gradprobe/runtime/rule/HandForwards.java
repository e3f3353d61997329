package io.gradprobe.runtime.rule;

import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.run.BlockMeasurement;
import io.gradprobe.runtime.run.FeatureStats;
import io.gradprobe.runtime.run.ForwardMeasurement;
import io.gradprobe.runtime.run.InputMeasurement;
import io.gradprobe.runtime.run.JoinMeasurement;
import io.gradprobe.runtime.run.LabelMeasurement;
import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.StepRecord;
import io.gradprobe.runtime.run.TensorCensus;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.ArrayList;
import java.util.List;

/**
 * Measured forwards written by hand: what is added belongs to the step that {@link #end()} shows to
 * one rule. Keeps what the rule says.
 */
public final class HandForwards {

  public static final LossInfo SOFTMAX =
      new LossInfo("SoftmaxCrossEntropyLoss", LossInfo.Kind.SOFTMAX, 10, 10, true, true);
  public static final LossInfo BINARY =
      new LossInfo("SigmoidBinaryCrossEntropyLoss", LossInfo.Kind.BINARY, -1, 1, true, true);
  public static final LossInfo SQUARED =
      new LossInfo("L2Loss", LossInfo.Kind.SQUARED, -1, 1, true, true);

  public final List<Verdict> verdicts = new ArrayList<>();
  public double lossValue = 1;
  public LossInfo loss = LossInfo.UNKNOWN;
  public LabelMeasurement labels;
  public TensorCensus tensors = TensorCensus.UNKNOWN;
  public long samples = 32;
  public long dataset = -1;
  public boolean fresh = true;
  public boolean equalInputs;
  public long dataNanos;
  public long stepNanos = 1_000_000;

  /** Steps from one measured step to the next. */
  public int every = 1;

  private final Rule rule;
  private final List<InputMeasurement> inputs = new ArrayList<>();
  private final List<BlockMeasurement> blocks = new ArrayList<>();
  private final List<JoinMeasurement> joins = new ArrayList<>();
  private long step;

  public HandForwards(Rule rule) {
    this.rule = rule;
  }

  /** Statistics of numbers that lie between two bounds and have this root mean square. */
  public static TensorStats stats(double min, double max, double rms, int count) {
    TensorStats stats = new TensorStats();
    stats.count = count;
    stats.min = min;
    stats.max = max;
    stats.mean = (min + max) / 2;
    stats.absMax = Math.max(Math.abs(min), Math.abs(max));
    stats.norm = rms * Math.sqrt(count);
    return stats;
  }

  /** The output of a leaf with a weight and a bias. */
  public HandForwards layer(String path, double rms) {
    return block(path, "Linear", 2, rms, false);
  }

  /** The output of a block without parameters of its own. */
  public HandForwards block(String path, double rms) {
    return block(path, "LambdaBlock", 0, rms, false);
  }

  /** The output of any block, of the shape (samples, 8). */
  public HandForwards block(
      String path, String type, int parameters, double rms, boolean equalRows) {
    return block(
        path,
        type,
        parameters,
        "(" + samples + ", 8)",
        stats(-2 * rms, 2 * rms, rms, 64),
        equalRows);
  }

  /** The output of any block. */
  public HandForwards block(
      String path,
      String type,
      int parameters,
      String shape,
      TensorStats output,
      boolean equalRows) {
    blocks.add(
        new BlockMeasurement(
            path,
            type,
            "",
            blocks.size(),
            true,
            parameters,
            shape,
            samples,
            output,
            null,
            equalRows));
    return this;
  }

  /** The result of an activation function with these units. */
  public HandForwards function(String path, String function, float... units) {
    return function(path, function, "(" + samples + ", " + units.length + ")", units, 0, 1, "");
  }

  /** The result of a softmax of this shape and these bounds. */
  public HandForwards softmax(
      String path, String function, String shape, double min, double max, String location) {
    return function(path, function, shape, null, min, max, location);
  }

  private HandForwards function(
      String path,
      String function,
      String shape,
      float[] units,
      double min,
      double max,
      String location) {
    blocks.add(
        new BlockMeasurement(
            path,
            "LambdaBlock",
            function,
            blocks.size(),
            true,
            0,
            shape,
            samples,
            stats(min, max, max, 64),
            units,
            false,
            location));
    return this;
  }

  public HandForwards join(String path, String operation, String location, double... sizes) {
    joins.add(new JoinMeasurement(path, operation, sizes, location));
    return this;
  }

  /** An input of which only size and bits are known. */
  public HandForwards input(String name, double rms, long fingerprint) {
    return input(name, stats(-2 * rms, 2 * rms, rms, 64), null, fingerprint);
  }

  /** An input as a matrix, samples by features. */
  public HandForwards input(String name, double[]... rows) {
    int width = rows[0].length;
    double[] mean = new double[width];
    double[] deviation = new double[width];
    double[] min = new double[width];
    double[] max = new double[width];
    double largest = 0;
    double squares = 0;
    long bits = 1;
    for (int f = 0; f < width; f++) {
      min[f] = Double.POSITIVE_INFINITY;
      max[f] = Double.NEGATIVE_INFINITY;
      for (double[] row : rows) {
        mean[f] += row[f] / rows.length;
        min[f] = Math.min(min[f], row[f]);
        max[f] = Math.max(max[f], row[f]);
        largest = Math.max(largest, Math.abs(row[f]));
        squares += row[f] * row[f];
        bits = 31 * bits + Double.hashCode(row[f]);
      }
      for (double[] row : rows) {
        deviation[f] += (row[f] - mean[f]) * (row[f] - mean[f]) / rows.length;
      }
      deviation[f] = Math.sqrt(deviation[f]);
    }
    samples = rows.length;
    int count = rows.length * width;
    TensorStats all = stats(-largest, largest, Math.sqrt(squares / count), count);
    return input(name, all, new FeatureStats(mean, deviation, min, max), bits);
  }

  private HandForwards input(
      String name, TensorStats stats, FeatureStats features, long fingerprint) {
    inputs.add(
        new InputMeasurement(
            name,
            "float32",
            "(" + samples + ", 8)",
            samples,
            stats,
            features,
            fingerprint,
            fresh,
            equalInputs,
            dataset));
    return this;
  }

  /** Labels that are numbers, one for each sample. */
  public HandForwards labels(double... values) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double squares = 0;
    boolean integral = true;
    for (double v : values) {
      min = Math.min(min, v);
      max = Math.max(max, v);
      squares += v * v;
      integral &= v == Math.rint(v);
    }
    long[] counts = null;
    if (integral && min >= 0 && max < 4096) {
      counts = new long[(int) max + 1];
      for (double v : values) {
        counts[(int) v]++;
      }
    }
    TensorStats stats =
        stats(min, max, Math.sqrt(squares / Math.max(1, values.length)), values.length);
    labels =
        new LabelMeasurement(
            "label",
            "float32",
            "(" + values.length + ")",
            values.length,
            stats,
            integral,
            counts,
            false);
    return this;
  }

  /** Ends the step, shows it to the rule and forgets what was added. */
  public HandForwards end() {
    ForwardMeasurement forward =
        new ForwardMeasurement(
            "Train.java:7",
            List.copyOf(inputs),
            List.copyOf(blocks),
            List.copyOf(joins),
            labels,
            loss);
    StepRecord record =
        new StepRecord(
            "r", step, -1, lossValue, 1, 0.1, samples, 1, true, 0, stepNanos, 0, dataNanos, 0, 0,
            0);
    Verdict verdict =
        rule.onMeasured(
            new MeasuredStep(record, List.of(), 0, false, "A:1", "A:2", forward, tensors));
    if (verdict != null) {
      verdicts.add(verdict);
    }
    step += every;
    inputs.clear();
    blocks.clear();
    joins.clear();
    labels = null;
    return this;
  }

  /** Steps completed. */
  public long step() {
    return step;
  }
}
