package io.gradprobe.runtime.rule.loss;

import io.gradprobe.runtime.run.LabelMeasurement;
import java.util.Arrays;

/** How frequent the classes are in the labels seen so far. */
final class LabelEntropy {

  private static final int SAMPLES_PER_CLASS = 20;
  private static final double MIXED = 0.5;

  private long[] counts = new long[0];
  private int batches;
  private int mixed;

  /** Adds the labels of a batch; null and labels that are no classes are passed over. */
  void add(LabelMeasurement labels) {
    if (labels == null || labels.counts() == null) {
      return;
    }
    long[] batch = labels.counts();
    if (batch.length > counts.length) {
      counts = Arrays.copyOf(counts, batch.length);
    }
    int present = 0;
    for (int i = 0; i < batch.length; i++) {
      counts[i] += batch[i];
      present += batch[i] > 0 ? 1 : 0;
    }
    batches++;
    mixed += present > 1 || labels.samples() == 1 ? 1 : 0;
  }

  /** Whether any labels were seen. */
  boolean areKnown() {
    return batches > 0;
  }

  /**
   * Whether there are several classes, and in most batches too. Batches of one class each are those
   * of two models that play against each other.
   */
  boolean areMixed() {
    return present() > 1 && mixed >= MIXED * batches;
  }

  /** Entropy of the classes' frequencies in nats; {@code otherwise} where too few were seen. */
  double entropy(double otherwise) {
    long total = Arrays.stream(counts).sum();
    if (total < (long) SAMPLES_PER_CLASS * present()) {
      return otherwise;
    }
    double entropy = 0;
    for (long count : counts) {
      if (count > 0) {
        double share = (double) count / total;
        entropy -= share * Math.log(share);
      }
    }
    return entropy;
  }

  private int present() {
    int present = 0;
    for (long count : counts) {
      present += count > 0 ? 1 : 0;
    }
    return present;
  }
}
