package io.gradprobe.agent;

import io.gradprobe.runtime.run.FeatureStats;
import io.gradprobe.runtime.run.InputMeasurement;
import io.gradprobe.runtime.run.LabelMeasurement;
import io.gradprobe.runtime.tensor.BatchKernels;
import io.gradprobe.runtime.tensor.ElementType;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorKernels;
import io.gradprobe.runtime.tensor.TensorStats;
import io.gradprobe.runtime.tensor.UnitMeasure;
import java.nio.ByteBuffer;
import java.util.StringJoiner;
import java.util.function.BiConsumer;

/**
 * What is read of the tensors of one forward. Of a tensor of more than 4 Mi elements only the first
 * samples are read, as many as stay below that; none where a single one is larger, or where all of
 * it would have to be fetched from a GPU. After 64 Mi elements nothing more is read.
 */
public final class BatchReading {
  /** A framework's tensor. */
  public interface Source {
    /** What tells it from other tensors: the framework's object. */
    Object identity();

    /** Sizes by dimension; none for a scalar. */
    long[] sizes();

    /** Element type as its users write it, such as {@code float32}. */
    String type();

    /** Whether its elements are floating-point numbers. */
    boolean isFloat();

    /** Whether it lies where the program runs, so that a part can be read without the whole. */
    boolean isOnHost();

    /** Reads all elements in memory order. */
    ReadOutcome read(BiConsumer<ByteBuffer, ElementType> reader);

    /** Reads the first samples, first axis outermost; what comes after them may be read too. */
    default ReadOutcome readSamples(long samples, BiConsumer<ByteBuffer, ElementType> reader) {
      return read(reader);
    }

    /**
     * How many elements neighbours along each axis are apart in memory, where all elements lie
     * together; null where {@link #read} gives them with the first axis outermost.
     */
    default long[] strides() {
      return null;
    }
  }

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
  private boolean sideBySide;
  private Object latest;

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
  public boolean stats(Source array) {
    if (array.identity() == latest) {
      // A block often hands on what its last child or function made.
      return true;
    }
    task = Task.STATS;
    boolean read = readAsItLies(array, MOST) || start(array, MOST);
    latest = read ? array.identity() : null;
    return read;
  }

  /** A copy of the statistics read last. */
  public TensorStats stats() {
    return stats.copy();
  }

  /** Whether the rows of the tensor read last are all the same, several, and finite. */
  public boolean equalRows() {
    return equalRows;
  }

  /**
   * Reads a measure for each unit, from 1 Mi elements at most; null where there are too many units.
   *
   * @param axis the units' axis
   */
  public float[] units(Source array, UnitMeasure by, int axis) {
    long[] sizes = array.sizes();
    long n = sizes[axis];
    if (n > MOST_UNITS) {
      return null;
    }
    task = Task.UNITS;
    measure = by;
    units = new float[(int) n];
    long[] strides = array.strides();
    if (strides != null) {
      // Where nothing lies between, neighbours along an axis are as far apart as what it encloses.
      inner = (int) Math.min(Integer.MAX_VALUE, Math.max(1, strides[axis]));
      if (readAsItLies(array, MOST_BY_UNIT)) {
        return units;
      }
    }
    inner = 1;
    for (int i = axis + 1; i < sizes.length; i++) {
      inner = (int) Math.min(Integer.MAX_VALUE, inner * sizes[i]);
    }
    return start(array, MOST_BY_UNIT) ? units : null;
  }

  /**
   * Reads an input; null where that is not possible.
   *
   * @param fresh whether it is another tensor than the one measured before
   * @param datasetSamples size of the dataset that it came from; -1 where unknown
   */
  public InputMeasurement input(Source array, String name, boolean fresh, long datasetSamples) {
    long[] sizes = array.sizes();
    boolean matrix = sizes.length == 2 && array.isFloat();
    columns = matrix && sizes[1] <= MOST_FEATURES ? (int) sizes[1] : 0;
    features = null;
    task = Task.INPUT;
    latest = null;
    if (!start(array, MOST)) {
      return null;
    }
    return new InputMeasurement(
        name,
        array.type(),
        shape(sizes),
        samples(sizes),
        stats.copy(),
        features,
        fingerprint,
        fresh,
        equalRows,
        datasetSamples);
  }

  /** Reads labels; null where that is not possible. */
  public LabelMeasurement labels(Source labels, String name) {
    long[] sizes = labels.sizes();
    if (size(sizes) == 0) {
      return null;
    }
    columns = sizes.length < 2 ? 0 : (int) Math.min(1 << 20, sizes[sizes.length - 1]);
    task = Task.LABELS;
    latest = null;
    if (!start(labels, MOST)) {
      return null;
    }
    return new LabelMeasurement(
        name, labels.type(), shape(sizes), samples(sizes), stats.copy(), integral, counts, oneHot);
  }

  /** Size of the first axis; 1 for a scalar. */
  public static long samples(long[] sizes) {
    return sizes.length == 0 ? 1 : sizes[0];
  }

  /** A shape as people write it, such as {@code (32, 10)}. */
  public static String shape(long[] sizes) {
    StringJoiner text = new StringJoiner(", ", "(", ")");
    for (long size : sizes) {
      text.add(Long.toString(size));
    }
    return text.toString();
  }

  private static long size(long[] sizes) {
    long size = 1;
    for (long s : sizes) {
      size *= s;
    }
    return size;
  }

  private boolean start(Source array, long most) {
    long[] sizes = array.sizes();
    long size = size(sizes);
    samples = samples(sizes);
    long row = samples == 0 ? size : size / samples;
    if (size > most) {
      samples = row == 0 ? 0 : most / row;
      if (samples == 0 || !array.isOnHost()) {
        return false;
      }
    }
    limit = samples * row;
    left -= limit;
    return left >= 0 && array.readSamples(samples, this::read) == ReadOutcome.READ;
  }

  /** Reads all of a tensor whose axes lie in any order; false where it is not known to be such. */
  private boolean readAsItLies(Source array, long most) {
    long[] strides = array.strides();
    long[] sizes = array.sizes();
    long size = size(sizes);
    if (strides == null || size > most || size > left) {
      return false;
    }
    limit = size;
    left -= size;
    // Samples are compared where each lies together, or all of them lie side by side.
    boolean together = sizes.length > 0 && strides[0] * sizes[0] == size;
    sideBySide = !together && sizes.length > 0 && strides[0] == 1;
    samples = together || sideBySide ? samples(sizes) : 1;
    boolean read = array.read(this::read) == ReadOutcome.READ;
    sideBySide = false;
    return read;
  }

  private void read(ByteBuffer elements, ElementType type) {
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
    equalRows =
        stats.allFinite()
            && (sideBySide
                ? isEachRunConstant(elements, type.bytes())
                : BatchKernels.samplesEqual(elements, type, samples));
  }

  /** Whether all samples' elements are the same wherever they lie side by side. */
  private boolean isEachRunConstant(ByteBuffer elements, int width) {
    int run = (int) samples * width;
    if (samples < 2 || elements.remaining() % run != 0) {
      return false;
    }
    int begin = elements.position();
    for (int at = begin; at < elements.limit(); at++) {
      int inRun = (at - begin) % run;
      if (inRun >= width && elements.get(at) != elements.get(at - width)) {
        return false;
      }
    }
    return elements.hasRemaining();
  }
}
