package io.gradprobe.runtime.run;

/**
 * Statistics of a batch by feature: one entry for each element of the last axis of a matrix
 * (samples x features). Non-finite elements are left out.
 *
 * @param mean means
 * @param deviation standard deviations (of the batch, not corrected)
 * @param min minima; NaN where a feature has no finite element
 * @param max maxima; NaN likewise
 */
public record FeatureStats(double[] mean, double[] deviation, double[] min, double[] max) {

  /** Number of features. */
  public int size() {
    return mean.length;
  }
}
