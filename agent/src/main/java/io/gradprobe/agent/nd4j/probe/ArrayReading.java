package io.gradprobe.agent.nd4j.probe;

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
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What is read of the arrays of one forward. Of an array of more than 4 Mi elements only the first
 * samples are read, as many as stay below that. After 64 Mi elements nothing more is.
 */
public final class ArrayReading implements ArrayMemory.Reader {
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
  private boolean equalRows;
  private boolean sideBySide;

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
  public boolean stats(INDArray array) {
    task = Task.STATS;
    return readAnyOrder(array, MOST) || start(array, MOST);
  }

  /** A copy of the statistics read last. */
  public TensorStats stats() {
    return stats.copy();
  }

  /** Whether the rows of the array read last are all the same, several, and finite. */
  public boolean equalRows() {
    return equalRows;
  }

  /**
   * Reads a measure for each unit, from 1 Mi elements at most; null where there are too many units.
   *
   * @param axis the units' axis
   */
  public float[] units(INDArray array, UnitMeasure by, int axis) {
    long[] shape = array.shape();
    if (shape[axis] > MOST_UNITS) {
      return null;
    }
    task = Task.UNITS;
    measure = by;
    units = new float[(int) shape[axis]];
    // Where nothing lies between, neighbours along an axis are as far apart as what it encloses.
    inner = (int) Math.min(Integer.MAX_VALUE, Math.max(1, array.stride(axis)));
    if (readAnyOrder(array, MOST_BY_UNIT)) {
      return units;
    }
    inner = 1;
    for (int i = axis + 1; i < shape.length; i++) {
      inner = (int) Math.min(Integer.MAX_VALUE, inner * shape[i]);
    }
    return start(array, MOST_BY_UNIT) ? units : null;
  }

  /**
   * Reads an input; null where that is not possible.
   *
   * @param fresh whether it is another array than the one measured before
   */
  public InputMeasurement input(INDArray array, String name, boolean fresh) {
    long[] shape = array.shape();
    boolean matrix = shape.length == 2 && array.dataType().isFPType();
    columns = matrix && shape[1] <= MOST_FEATURES ? (int) shape[1] : 0;
    features = null;
    task = Task.INPUT;
    if (!start(array, MOST)) {
      return null;
    }
    return new InputMeasurement(
        name,
        type(array),
        shape(shape),
        samples(array),
        stats(),
        features,
        fingerprint,
        fresh,
        equalRows,
        -1);
  }

  /** Reads labels; null where that is not possible. */
  public LabelMeasurement labels(INDArray array, String name) {
    long[] shape = array.shape();
    columns = shape.length < 2 ? 0 : (int) Math.min(1 << 20, shape[shape.length - 1]);
    task = Task.LABELS;
    if (!start(array, MOST)) {
      return null;
    }
    return new LabelMeasurement(
        name, type(array), shape(shape), samples(array), stats(), integral, counts, oneHot);
  }

  /** Size of the first axis; 1 for a scalar, 0 for nothing. */
  public static long samples(INDArray array) {
    return array == null ? 0 : array.rank() == 0 ? 1 : array.size(0);
  }

  /** A shape such as {@code (32, 8)}. */
  public static String shape(long... sizes) {
    return Arrays.stream(sizes)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  /** The element type, such as {@code float32}. */
  public static String type(INDArray array) {
    ElementType type = ArrayMemory.type(array.dataType());
    return type == null
        ? array.dataType().name().toLowerCase(Locale.ROOT)
        : type.name().toLowerCase(Locale.ROOT);
  }

  /** Reads all of an array as it lies; false where it has gaps or too many elements. */
  private boolean readAnyOrder(INDArray array, long most) {
    if (!ArrayMemory.isReadable(array)
        || array.length() > most
        || array.length() > left
        || !ArrayMemory.isDense(array)) {
      return false;
    }
    left -= array.length();
    // Samples are compared where each lies together, or all of them lie side by side.
    boolean together = array.rank() > 0 && array.stride(0) * array.size(0) == array.length();
    sideBySide = !together && array.rank() > 0 && array.stride(0) == 1;
    samples = together || sideBySide ? samples(array) : 1;
    boolean read = ArrayMemory.read(array, this) == ReadOutcome.READ;
    sideBySide = false;
    return read;
  }

  private boolean start(INDArray array, long most) {
    if (!ArrayMemory.isReadable(array)) {
      return false;
    }
    long size = array.length();
    samples = samples(array);
    long row = samples == 0 ? size : size / samples;
    if (size > most) {
      samples = row == 0 ? 0 : most / row;
      if (samples == 0) {
        return false;
      }
    }
    left -= samples * row;
    return left >= 0 && ArrayMemory.readSamples(array, samples, this) == ReadOutcome.READ;
  }

  @Override
  public void read(ByteBuffer elements, ElementType type) {
    switch (task) {
      case UNITS -> BatchKernels.unitMeans(elements, type, measure, inner, units);
      case STATS -> readStats(elements, type);
      case INPUT -> readInput(elements, type);
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

  private void readInput(ByteBuffer elements, ElementType type) {
    readStats(elements, type);
    fingerprint = TensorKernels.fingerprint(elements);
    if (columns > 0) {
      features =
          new FeatureStats(
              new double[columns], new double[columns], new double[columns], new double[columns]);
      BatchKernels.columns(
          elements, type, features.mean(), features.deviation(), features.min(), features.max());
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
