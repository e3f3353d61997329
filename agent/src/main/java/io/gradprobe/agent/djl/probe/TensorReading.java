package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.runtime.run.FeatureStats;
import io.gradprobe.runtime.run.LabelMeasurement;
import io.gradprobe.runtime.tensor.BatchKernels;
import io.gradprobe.runtime.tensor.ElementType;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorKernels;
import io.gradprobe.runtime.tensor.TensorStats;
import io.gradprobe.runtime.tensor.UnitMeasure;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * What is read of the tensors of one forward. Of a tensor of more than 4 Mi elements only the first
 * samples are read, as many as stay below that; none where a single one is larger, or where all of
 * it would have to be fetched from a GPU. After 64 Mi elements nothing more is read.
 */
final class TensorReading implements Torch.Reader {
  private static final long MOST = 4L << 20;
  private static final long MOST_BY_UNIT = 1L << 20;
  private static final long MOST_ALL = 64L << 20;
  private static final int MOST_FEATURES = 4096;
  private static final int MOST_UNITS = 16_384;

  private enum Task {
    STATS,
    UNITS,
    INPUT,
    LABELS
  }

  private final TensorStats stats = new TensorStats();
  private long left = MOST_ALL;
  private Task task;
  private long samples;
  private long limit;
  private boolean equalRows;
  private PtNDArray latest;

  private UnitMeasure measure;
  private int inner;
  private float[] units;

  private int columns;
  private FeatureStats features;
  private long fingerprint;

  private boolean integral;
  private boolean oneHot;
  private long[] counts;

  /** Reads statistics; whether that was possible. */
  boolean stats(PtNDArray array) {
    if (array == latest) {
      // A block often hands on what its last child or function made.
      return true;
    }
    task = Task.STATS;
    boolean read = start(array, MOST);
    latest = read ? array : null;
    return read;
  }

  /** A copy of the statistics read last. */
  TensorStats stats() {
    return stats.copy();
  }

  /** Whether the rows of the tensor read last are all the same, several, and finite. */
  boolean equalRows() {
    return equalRows;
  }

  /**
   * Reads a measure for each unit, from 1 Mi elements at most; null where there are too many units.
   *
   * @param axis the units' axis
   */
  float[] units(PtNDArray array, UnitMeasure by, int axis) {
    Shape shape = array.getShape();
    long n = shape.get(axis);
    if (n > MOST_UNITS) {
      return null;
    }
    task = Task.UNITS;
    measure = by;
    inner = (int) shape.slice(axis + 1).size();
    units = new float[(int) n];
    return start(array, MOST_BY_UNIT) ? units : null;
  }

  /** Reads an input: statistics, features and fingerprint; whether that was possible. */
  boolean input(PtNDArray array) {
    Shape shape = array.getShape();
    boolean matrix = shape.dimension() == 2 && array.getDataType().isFloating();
    columns = matrix && shape.get(1) <= MOST_FEATURES ? (int) shape.get(1) : 0;
    features = null;
    task = Task.INPUT;
    latest = null;
    return start(array, MOST);
  }

  /** Statistics by feature of the input read last; null where it has no features. */
  FeatureStats features() {
    return features;
  }

  /** The fingerprint of the input read last. */
  long fingerprint() {
    return fingerprint;
  }

  /** Reads labels; null where that is not possible. */
  LabelMeasurement labels(NDArray array, String name) {
    if (!(array instanceof PtNDArray labels) || Torch.handle(labels) == 0 || labels.size() == 0) {
      return null;
    }
    Shape shape = labels.getShape();
    int last = shape.dimension() < 2 ? 0 : (int) Math.min(1 << 20, shape.tail());
    columns = last;
    task = Task.LABELS;
    latest = null;
    if (!start(labels, MOST)) {
      return null;
    }
    return new LabelMeasurement(
        name,
        type(labels),
        shape.toString(),
        Readable.samples(shape),
        stats.copy(),
        integral,
        counts,
        oneHot);
  }

  /** The element type as its users write it. */
  static String type(NDArray array) {
    return array.getDataType().name().toLowerCase(Locale.ROOT);
  }

  private boolean start(PtNDArray array, long most) {
    long size = array.size();
    samples = Readable.samples(array.getShape());
    long row = samples == 0 ? size : size / samples;
    if (size > most) {
      samples = row == 0 ? 0 : most / row;
      if (samples == 0 || array.getDevice().isGpu()) {
        return false;
      }
    }
    limit = samples * row;
    left -= limit;
    return left >= 0 && Torch.read(array, this) == ReadOutcome.READ;
  }

  @Override
  public void read(ByteBuffer elements, ElementType type) {
    if (elements.remaining() > limit * type.bytes()) {
      elements.limit((int) (elements.position() + limit * type.bytes()));
    }
    switch (task) {
      case UNITS -> BatchKernels.unitMeans(elements, type, measure, inner, units);
      case STATS -> readStats(elements, type);
      case INPUT -> {
        readStats(elements, type);
        fingerprint = TensorKernels.fingerprint(elements);
        if (columns > 0) {
          features =
              new FeatureStats(
                  new double[columns],
                  new double[columns],
                  new double[columns],
                  new double[columns]);
          BatchKernels.columns(
              elements,
              type,
              features.mean(),
              features.deviation(),
              features.min(),
              features.max());
        }
      }
      case LABELS -> {
        readStats(elements, type);
        counts = BatchKernels.oneHotCounts(elements, type, columns);
        oneHot = counts != null;
        integral = oneHot || BatchKernels.integral(elements, type);
        if (integral && !oneHot) {
          counts = BatchKernels.classCounts(elements, type);
        }
      }
    }
  }

  private void readStats(ByteBuffer elements, ElementType type) {
    TensorKernels.stats(elements, type, stats);
    equalRows = stats.allFinite() && BatchKernels.samplesEqual(elements, type, samples);
  }
}
