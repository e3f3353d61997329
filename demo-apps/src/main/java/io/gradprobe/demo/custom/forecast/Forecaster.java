package io.gradprobe.demo.custom.forecast;

/** Foretells the next reading from the latest ones. Its weights are never changed, but replaced. */
final class Forecaster {
  private volatile float[] weights;

  Forecaster(int length) {
    weights = new float[length];
  }

  float forecast(float[] latest) {
    float[] w = weights;
    float sum = 0;
    for (int i = 0; i < w.length; i++) {
      sum += w[i] * latest[i];
    }
    return sum;
  }

  /** Moves the weights so that the forecast would have been nearer. */
  void learn(float[] latest, float actual, float rate, boolean publish) {
    float error = actual - forecast(latest);
    float[] next = weights.clone();
    for (int i = 0; i < next.length; i++) {
      next[i] += rate * error * latest[i];
    }
    if (publish) {
      weights = next;
    }
  }
}
