package io.gradprobe.benchmark.alarms;

import io.gradprobe.runtime.run.FeatureStats;
import io.gradprobe.runtime.run.InputMeasurement;
import io.gradprobe.runtime.run.LabelMeasurement;
import io.gradprobe.runtime.tensor.TensorStats;

/** Batches of a dataset: their inputs and labels as statistics. */
final class SimulatedData {
  private enum Kind {
    STANDARDISED,
    UNIT_RANGE,
    BAG_OF_WORDS,
    FLAT_IMAGES,
    IMAGES,
    TOKENS
  }

  private final Kind kind;
  private final Target target;
  private final int batch;
  private final int width;
  private final int classes;
  private final double[] frequencies;
  private final long samples;
  private final boolean full;
  private final boolean fresh;
  private final double[] rarity;
  private final double scale;
  private long fingerprint;

  SimulatedData(Noise noise, Target target, boolean full, double start) {
    this.target = target;
    this.full = full;
    this.scale = target == Target.SQUARED ? Math.sqrt(start) : 1;
    kind = Kind.values()[noise.below(Kind.values().length)];
    batch = noise.oneOf(8, 16, 32, 64, 128) * (full ? 4 : 1);
    boolean wide = kind == Kind.FLAT_IMAGES || kind == Kind.BAG_OF_WORDS;
    width = wide ? 100 : 4 + noise.below(28);
    classes = target == Target.CLASSES ? noise.oneOf(2, 3, 5, 10, 20) : 2;
    // A generator is fed noise, which comes from no dataset.
    boolean unknown = noise.chance(0.5) || target == Target.ALL_REAL;
    samples = full ? batch : unknown ? -1 : 1000L * (1 + noise.below(50));
    fresh = !full || noise.chance(0.5);
    frequencies = new double[classes];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      frequencies[c] = noise.between(1, 5);
      sum += frequencies[c];
    }
    for (int c = 0; c < classes; c++) {
      frequencies[c] /= sum;
    }
    rarity = new double[width];
    for (int f = 0; f < width; f++) {
      rarity[f] = noise.logBetween(1e-4, 0.5);
    }
    fingerprint = noise.bits();
  }

  /** Loss of a model that knows the classes' frequencies and nothing else, in nats. */
  double entropy() {
    double entropy = 0;
    for (double f : frequencies) {
      entropy -= f * Math.log(f);
    }
    return entropy;
  }

  /** Whether the size of the dataset is known. */
  boolean isOfKnownSize() {
    return samples > 0;
  }

  int classes() {
    return classes;
  }

  int batch() {
    return batch;
  }

  int features() {
    return width;
  }

  /** Whether statistics by feature are known. */
  boolean hasFeatures() {
    return kind != Kind.IMAGES && kind != Kind.TOKENS;
  }

  /** Whether every feature varies about zero. */
  boolean isDense() {
    return kind == Kind.STANDARDISED;
  }

  /** The inputs of a batch. */
  InputMeasurement input(SimulatedStep s, Noise noise) {
    if (!full && !s.repeated) {
      fingerprint = noise.bits();
    }
    FeatureStats features = hasFeatures() ? features(s, noise) : null;
    TensorStats stats;
    if (kind == Kind.TOKENS) {
      stats = Statistics.within((long) batch * width, 0, 4999, 900, 1500);
    } else if (features == null) {
      stats = Statistics.normal((long) batch * 784, s.inputScale * (1 + 0.02 * noise.normal()), 0);
    } else {
      stats = whole(features);
    }
    return new InputMeasurement(
        "input",
        kind == Kind.TOKENS ? "int64" : "float32",
        kind == Kind.IMAGES ? "(" + batch + ", 1, 28, 28)" : "(" + batch + ", " + width + ")",
        batch,
        stats,
        features,
        fingerprint,
        fresh || s.repeated,
        false,
        samples);
  }

  private FeatureStats features(SimulatedStep s, Noise noise) {
    double[] mean = new double[width];
    double[] deviation = new double[width];
    double[] min = new double[width];
    double[] max = new double[width];
    double reach = Math.sqrt(2 * Math.log(batch));
    for (int f = 0; f < width; f++) {
      double middle = kind == Kind.UNIT_RANGE ? 0.5 : 0;
      double usual = kind == Kind.UNIT_RANGE ? 0.2 : 1;
      if (kind == Kind.BAG_OF_WORDS) {
        double share = share(rarity[f], noise);
        middle = share;
        mean[f] = share;
        deviation[f] = Math.sqrt(share * (1 - share));
        min[f] = 0;
        max[f] = share > 0 ? 1 : 0;
      } else if (kind == Kind.FLAT_IMAGES && (f < 20 || f >= 80)) {
        continue;
      } else {
        deviation[f] = usual * (1 + noise.normal() / Math.sqrt(2 * batch));
        mean[f] = middle + usual * noise.normal() / Math.sqrt(batch);
        min[f] = mean[f] - reach * deviation[f];
        max[f] = mean[f] + reach * deviation[f];
      }
      double times = s.inputScale * (f == 0 ? s.featureScale : 1);
      double shift = f == 0 ? s.featureShift * usual : 0;
      double spread = f == 0 && s.featureConstant ? 0 : 1;
      double centre = spread == 0 ? middle + 0.7 : mean[f];
      min[f] = times * (centre + spread * (min[f] - mean[f]) + shift);
      max[f] = times * (centre + spread * (max[f] - mean[f]) + shift);
      deviation[f] *= times * spread;
      mean[f] = times * (centre + shift);
    }
    return new FeatureStats(mean, deviation, min, max);
  }

  private double share(double probability, Noise noise) {
    int hits = 0;
    for (int i = 0; i < batch; i++) {
      hits += noise.chance(probability) ? 1 : 0;
    }
    return (double) hits / batch;
  }

  private TensorStats whole(FeatureStats features) {
    double squares = 0;
    double mean = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int f = 0; f < width; f++) {
      mean += features.mean()[f] / width;
      squares += (square(features.mean()[f]) + square(features.deviation()[f])) / width;
      min = Math.min(min, features.min()[f]);
      max = Math.max(max, features.max()[f]);
    }
    return Statistics.within((long) batch * width, min, max, mean, Math.sqrt(squares));
  }

  private static double square(double x) {
    return x * x;
  }

  /** The labels of a batch; null where the loss is made without any. */
  LabelMeasurement labels(SimulatedStep s, Noise noise) {
    if (target == Target.OPEN) {
      return null;
    }
    if (!target.hasClasses()) {
      TensorStats stats = Statistics.normal(batch, scale * (1 + 0.1 * noise.normal()), 0);
      return new LabelMeasurement(
          "label", "float32", "(" + batch + ", 1)", batch, stats, false, null, false);
    }
    long[] counts = new long[classes];
    if (target == Target.REAL_OR_FAKE || target == Target.ALL_REAL) {
      counts[1] = batch;
    } else {
      draw(counts, s.odds, noise);
    }
    int most = classes - 1;
    while (counts[most] == 0) {
      most--;
    }
    int least = 0;
    while (counts[least] == 0) {
      least++;
    }
    TensorStats stats = Statistics.within(batch, least, most, (least + most) / 2.0, most);
    return new LabelMeasurement(
        "label", "int64", "(" + batch + ")", batch, stats, true, counts, false);
  }

  private void draw(long[] counts, double odds, Noise noise) {
    double sum = 1 + frequencies[0] * (odds - 1);
    for (int i = 0; i < batch; i++) {
      double u = noise.between(0, sum) - frequencies[0] * odds;
      int c = 0;
      while (u > 0 && c < counts.length - 1) {
        u -= frequencies[++c];
      }
      counts[c]++;
    }
  }
}
