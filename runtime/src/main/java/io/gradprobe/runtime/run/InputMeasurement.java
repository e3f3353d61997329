package io.gradprobe.runtime.run;

import io.gradprobe.runtime.tensor.TensorStats;

/**
 * One input of a model in a training forward that was measured.
 *
 * @param name the name the user gave it; {@code input}, or {@code input0}, {@code input1} where
 *     there are several
 * @param type element type, such as {@code float32}
 * @param shape such as {@code (32, 8)}
 * @param samples size of its first axis
 * @param stats statistics over all elements
 * @param features statistics by feature; null where it is no matrix of floats or has too many
 * @param fingerprint of all bits; equal where two batches are the same
 * @param fresh whether it is another array than the one measured before
 * @param equalRows whether there are several rows, all are the same numbers, and all of those
 *     finite
 * @param datasetSamples size of the dataset that batches come from; -1 where unknown
 */
public record InputMeasurement(
    String name,
    String type,
    String shape,
    long samples,
    TensorStats stats,
    FeatureStats features,
    long fingerprint,
    boolean fresh,
    boolean equalRows,
    long datasetSamples) {

  /** Whether its elements are floating-point numbers. */
  public boolean isFloat() {
    return type.contains("float");
  }
}
