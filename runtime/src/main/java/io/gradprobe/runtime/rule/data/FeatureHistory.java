package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.run.FeatureStats;

/** Statistics by feature over all batches of one input so far. */
final class FeatureHistory {

  /** Samples seen, repeats included. */
  long samples;

  /** Batches seen. */
  long batches;

  private double[] mean = new double[0];
  private double[] squares = new double[0];
  private double[] min = new double[0];
  private double[] max = new double[0];
  private boolean[] odd = new boolean[0];

  /** Adds a batch; another number of features starts anew. */
  void add(FeatureStats batch, long count) {
    if (batch.size() != mean.length) {
      mean = new double[batch.size()];
      squares = new double[batch.size()];
      min = new double[batch.size()];
      max = new double[batch.size()];
      odd = new boolean[batch.size()];
      samples = 0;
      batches = 0;
    }
    double total = samples + count;
    for (int f = 0; f < mean.length; f++) {
      double value = batch.mean()[f];
      if (Double.isNaN(value) || Double.isNaN(batch.min()[f])) {
        odd[f] = true;
        continue;
      }
      double apart = value - mean[f];
      double deviation = batch.deviation()[f];
      mean[f] += apart * count / total;
      squares[f] += deviation * deviation * count + apart * apart * samples * count / total;
      min[f] = batches == 0 ? batch.min()[f] : Math.min(min[f], batch.min()[f]);
      max[f] = batches == 0 ? batch.max()[f] : Math.max(max[f], batch.max()[f]);
    }
    samples += count;
    batches++;
  }

  /** Number of features. */
  int size() {
    return mean.length;
  }

  /** Whether a batch had no finite element of the feature: then nothing is concluded from it. */
  boolean isOdd(int feature) {
    return odd[feature];
  }

  /** Whether every element of the feature was the same number. */
  boolean isConstant(int feature) {
    return min[feature] == max[feature];
  }

  double min(int feature) {
    return min[feature];
  }

  double max(int feature) {
    return max[feature];
  }

  double mean(int feature) {
    return mean[feature];
  }

  double deviation(int feature) {
    return samples == 0 ? 0 : Math.sqrt(squares[feature] / samples);
  }

  /** Root mean square of the feature. */
  double rms(int feature) {
    return Math.hypot(mean[feature], deviation(feature));
  }
}
