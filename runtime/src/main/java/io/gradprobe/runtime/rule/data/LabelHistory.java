package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.run.ForwardMeasurement;
import io.gradprobe.runtime.run.InputMeasurement;
import io.gradprobe.runtime.run.LabelMeasurement;
import java.util.Arrays;

/** The labels of all measured batches so far. */
final class LabelHistory {

  /** Samples seen, repeats included. */
  long samples;

  /** Batches seen. */
  long batches;

  /** Size of the dataset that the batches come from; -1 where unknown. */
  long datasetSamples = -1;

  /** Smallest and largest label. */
  double min = Double.POSITIVE_INFINITY;

  double max = Double.NEGATIVE_INFINITY;

  /** Samples by class; null where labels are no classes, one for each sample. */
  long[] counts = new long[0];

  /** Whether something was seen that forbids any conclusion. */
  boolean odd;

  private long[] before = new long[0];
  private boolean oneHot;

  /** Adds the labels of a measured forward; nothing where it has none. */
  void add(ForwardMeasurement forward) {
    LabelMeasurement labels = forward.labels();
    if (labels == null || labels.stats() == null || labels.stats().count == 0) {
      return;
    }
    for (InputMeasurement input : forward.inputs()) {
      datasetSamples = Math.max(datasetSamples, input.datasetSamples());
    }
    odd |= !labels.stats().allFinite();
    oneHot |= labels.oneHot();
    samples += labels.samples();
    batches++;
    min = Math.min(min, labels.stats().min);
    max = Math.max(max, labels.stats().max);
    if (counts == null || labels.counts() == null || !isOneForEachSample(labels)) {
      counts = null;
      return;
    }
    if (counts.length < labels.counts().length) {
      counts = Arrays.copyOf(counts, labels.counts().length);
      before = Arrays.copyOf(before, counts.length);
    }
    for (int c = 0; c < labels.counts().length; c++) {
      if (counts[c] == 0 && labels.counts()[c] > 0) {
        before[c] = samples - labels.samples();
      }
      counts[c] += labels.counts()[c];
    }
  }

  /** Samples that came before the first one of a class that has occurred. */
  long before(int c) {
    return before[c];
  }

  /** How many classes occurred; 0 where labels are no classes. */
  int classes() {
    int seen = 0;
    for (int c = 0; counts != null && c < counts.length; c++) {
      seen += counts[c] > 0 ? 1 : 0;
    }
    return seen;
  }

  /** Whether every sample's label is the same. */
  boolean isConstant() {
    return oneHot ? classes() == 1 : min == max;
  }

  /** Words of a text are classes too, many for each sample, and never balanced. */
  private static boolean isOneForEachSample(LabelMeasurement labels) {
    long perSample = labels.samples() <= 0 ? 0 : labels.stats().count / labels.samples();
    return labels.oneHot() ? Forwards.sizes(labels.shape()).length == 2 : perSample == 1;
  }
}
