package io.gradprobe.runtime.tensor;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Passes over the memory of dense tensors whose elements have a place in a batch: by unit, by
 * feature, by class. Buffers are read as {@link TensorKernels} reads them.
 *
 * <p>For measured steps only: unlike those of {@link TensorKernels}, some of these allocate.
 */
public final class BatchKernels {
  /** The element is not a number. */
  public static final int NAN = 1;

  /** The element is positive infinity. */
  public static final int POSITIVE_INFINITY = 2;

  /** The element is negative infinity. */
  public static final int NEGATIVE_INFINITY = 4;

  /** The largest label that counts as a class. */
  public static final int LARGEST_CLASS = 4095;

  private static final int CHUNK = 1024;
  private static final int MAGNITUDE = 0x7fffffff;
  private static final int INFINITY = 0x7f800000;

  private BatchKernels() {}

  /**
   * The mean of a measure for each unit, non-finite elements left out.
   *
   * @param inner how many elements in a row belong to the same unit: the product of the axes behind
   *     the unit's
   * @param into one for each unit; NaN for a unit without a finite element
   */
  public static void unitMeans(
      ByteBuffer buffer, ElementType type, UnitMeasure measure, int inner, float[] into) {
    if (type == ElementType.FLOAT32
        && measure == UnitMeasure.POSITIVE
        && inner == 1
        && positiveShares(buffer, into)) {
      return;
    }
    double[] sums = new double[into.length];
    long[] counts = new long[into.length];
    double[] chunk = new double[CHUNK];
    int count = buffer.remaining() / type.bytes();
    int run = inner == 1 ? into.length : inner;
    int unit = 0;
    for (int done = 0; done < count; done += run) {
      // A row of all units, or a stretch of one.
      int end = Math.min(done + run, count);
      for (int from = done; from < end; from += CHUNK) {
        int n = Math.min(CHUNK, end - from);
        Memory.copy(buffer, type, buffer.position() + from * type.bytes(), chunk, n);
        if (inner == 1) {
          addEach(chunk, n, measure, sums, counts, from - done);
        } else {
          addAll(chunk, n, measure, sums, counts, unit);
        }
      }
      unit = unit + 1 == into.length ? 0 : unit + 1;
    }
    for (int u = 0; u < into.length; u++) {
      into[u] = counts[u] == 0 ? Float.NaN : (float) (sums[u] / counts[u]);
    }
  }

  /** The case that is met most, in whole numbers; false where some element is not finite. */
  private static boolean positiveShares(ByteBuffer buffer, float[] into) {
    int units = into.length;
    int rows = units == 0 ? 0 : buffer.remaining() / 4 / units;
    if (rows == 0 || buffer.remaining() / 4 % units != 0) {
      return false;
    }
    int[] positive = new int[units];
    int largest = 0;
    int at = buffer.position();
    for (int row = 0; row < rows; row++, at += 4 * units) {
      for (int u = 0; u < units; u++) {
        int bits = Memory.intAt(buffer, at + 4 * u);
        largest = Math.max(largest, bits & MAGNITUDE);
        positive[u] += -(bits & ~(bits >> 31)) >>> 31;
      }
    }
    for (int u = 0; u < units; u++) {
      into[u] = (float) positive[u] / rows;
    }
    return largest < INFINITY;
  }

  private static void addEach(
      double[] chunk, int n, UnitMeasure measure, double[] sums, long[] counts, int unit) {
    if (!allFinite(chunk, n)) {
      for (int i = 0; i < n; i++) {
        if (chunk[i] - chunk[i] == 0) {
          sums[unit + i] += measure.of(chunk[i]);
          counts[unit + i]++;
        }
      }
      return;
    }
    for (int i = 0; i < n; i++) {
      counts[unit + i]++;
    }
    // One loop for each measure, so that none has to be looked up for each element.
    switch (measure) {
      case POSITIVE -> {
        for (int i = 0; i < n; i++) {
          sums[unit + i] += UnitMeasure.positive(chunk[i]);
        }
      }
      case SIGMOID_SLOPE -> {
        for (int i = 0; i < n; i++) {
          sums[unit + i] += UnitMeasure.sigmoidSlope(chunk[i]);
        }
      }
      case TANH_SLOPE -> {
        for (int i = 0; i < n; i++) {
          sums[unit + i] += UnitMeasure.tanhSlope(chunk[i]);
        }
      }
    }
  }

  private static void addAll(
      double[] chunk, int n, UnitMeasure measure, double[] sums, long[] counts, int unit) {
    double sum = 0;
    int finite = 0;
    for (int i = 0; i < n; i++) {
      double y = chunk[i];
      if (y - y == 0) {
        sum += measure.of(y);
        finite++;
      }
    }
    sums[unit] += sum;
    counts[unit] += finite;
  }

  private static boolean allFinite(double[] chunk, int n) {
    double any = 0;
    for (int i = 0; i < n; i++) {
      any += chunk[i] * 0;
    }
    return any == 0;
  }

  /**
   * Statistics of each column of a matrix, non-finite elements left out; NaN where a column has no
   * finite one. All four arrays are as long as a row.
   *
   * @param deviation standard deviation about the column's own mean, not corrected
   */
  public static void columns(
      ByteBuffer buffer,
      ElementType type,
      double[] mean,
      double[] deviation,
      double[] min,
      double[] max) {
    int columns = mean.length;
    int rows = columns == 0 ? 0 : buffer.remaining() / type.bytes() / columns;
    long[] counts = new long[columns];
    Arrays.fill(mean, 0);
    Arrays.fill(deviation, 0);
    Arrays.fill(min, Double.POSITIVE_INFINITY);
    Arrays.fill(max, Double.NEGATIVE_INFINITY);
    double[] row = new double[columns];
    for (int r = 0; r < rows; r++) {
      Memory.copy(buffer, type, buffer.position() + r * columns * type.bytes(), row, columns);
      for (int c = 0; c < columns; c++) {
        double x = row[c];
        if (x - x != 0) {
          continue;
        }
        // Welford's update: the mean may be large beside the deviation.
        double off = x - mean[c];
        mean[c] += off / ++counts[c];
        deviation[c] += off * (x - mean[c]);
        min[c] = Math.min(min[c], x);
        max[c] = Math.max(max[c], x);
      }
    }
    for (int c = 0; c < columns; c++) {
      boolean none = counts[c] == 0;
      mean[c] = none ? Double.NaN : mean[c];
      // Rounding of the mean must not make a constant column look as if it varied.
      deviation[c] = none ? Double.NaN : min[c] == max[c] ? 0 : Math.sqrt(deviation[c] / counts[c]);
      min[c] = none ? Double.NaN : min[c];
      max[c] = none ? Double.NaN : max[c];
    }
  }

  /** Whether all finite elements are whole numbers. */
  public static boolean integral(ByteBuffer buffer, ElementType type) {
    if (!isFloat(type)) {
      return true;
    }
    int end = end(buffer, type);
    for (int at = buffer.position(); at < end; at += type.bytes()) {
      double x = Memory.elementAt(buffer, type, at);
      if (x - x == 0 && x != Math.rint(x)) {
        return false;
      }
    }
    return true;
  }

  /**
   * How many elements bear each class from 0 to the largest one present; null where some element is
   * no class: not whole, negative, above {@link #LARGEST_CLASS}, or not finite. Empty for an empty
   * tensor.
   */
  public static long[] classCounts(ByteBuffer buffer, ElementType type) {
    long[] counts = new long[LARGEST_CLASS + 1];
    int classes = 0;
    int end = end(buffer, type);
    for (int at = buffer.position(); at < end; at += type.bytes()) {
      double x = Memory.elementAt(buffer, type, at);
      if (!(x >= 0 && x <= LARGEST_CLASS) || x != Math.rint(x)) {
        return null;
      }
      counts[(int) x]++;
      classes = Math.max(classes, (int) x + 1);
    }
    return Arrays.copyOf(counts, classes);
  }

  /**
   * How many rows have their one in each column; null where some row is not zeros with a single
   * one, or there are no rows, or fewer than two columns.
   */
  public static long[] oneHotCounts(ByteBuffer buffer, ElementType type, int columns) {
    int elements = buffer.remaining() / type.bytes();
    if (columns < 2 || elements == 0 || elements % columns != 0) {
      return null;
    }
    long[] counts = new long[columns];
    int at = buffer.position();
    for (int row = 0; row < elements / columns; row++) {
      int hot = -1;
      for (int c = 0; c < columns; c++, at += type.bytes()) {
        double x = Memory.elementAt(buffer, type, at);
        if (x == 1 && hot < 0) {
          hot = c;
        } else if (x != 0) {
          return null;
        }
      }
      if (hot < 0) {
        return null;
      }
      counts[hot]++;
    }
    return counts;
  }

  /**
   * Whether there are at least two rows and all are the same numbers, bit by bit but for the sign
   * of zero; ends at the first difference.
   *
   * @param rows number of rows that the elements make up
   */
  public static boolean samplesEqual(ByteBuffer buffer, ElementType type, long rows) {
    int bytes = buffer.remaining();
    if (rows < 2 || bytes == 0 || bytes % (rows * type.bytes()) != 0) {
      return false;
    }
    int start = buffer.position();
    int row = (int) (bytes / rows);
    int at = start + row;
    for (; at <= start + bytes - 8; at += 8) {
      if (Memory.longAt(buffer, at) != Memory.longAt(buffer, at - row)
          && !sameNumbers(buffer, type, at, at + 8, row)) {
        return false;
      }
    }
    return sameNumbers(buffer, type, at, start + bytes, row);
  }

  private static boolean sameNumbers(
      ByteBuffer buffer, ElementType type, int from, int to, int row) {
    for (int at = from; at < to; at += type.bytes()) {
      if (!sameBytes(buffer, at, row, type.bytes())
          && !(isZero(buffer, type, at) && isZero(buffer, type, at - row))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameBytes(ByteBuffer buffer, int at, int row, int bytes) {
    for (int i = at; i < at + bytes; i++) {
      if (buffer.get(i) != buffer.get(i - row)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(ByteBuffer buffer, ElementType type, int at) {
    return Memory.elementAt(buffer, type, at) == 0;
  }

  /**
   * Which kinds of non-finite elements there are: {@link #NAN}, {@link #POSITIVE_INFINITY} and
   * {@link #NEGATIVE_INFINITY}, added up; 0 where all are finite.
   */
  public static int nonFiniteKinds(ByteBuffer buffer, ElementType type) {
    int kinds = 0;
    if (!isFloat(type)) {
      return kinds;
    }
    int end = end(buffer, type);
    for (int at = buffer.position(); at < end; at += type.bytes()) {
      double x = Memory.elementAt(buffer, type, at);
      if (x - x != 0) {
        kinds |= Double.isNaN(x) ? NAN : x > 0 ? POSITIVE_INFINITY : NEGATIVE_INFINITY;
      }
    }
    return kinds;
  }

  private static boolean isFloat(ElementType type) {
    return switch (type) {
      case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> true;
      default -> false;
    };
  }

  private static int end(ByteBuffer buffer, ElementType type) {
    return buffer.position() + buffer.remaining() / type.bytes() * type.bytes();
  }
}
