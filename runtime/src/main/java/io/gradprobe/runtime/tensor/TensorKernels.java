package io.gradprobe.runtime.tensor;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Single passes over the memory of dense tensors. A tensor is what lies between a buffer's position
 * and limit, in the machine's byte order (the buffer's own order does not matter); direct, heap and
 * read-only buffers will do, and neither position nor limit moves. Bytes that don't make a whole
 * element at the end are left out.
 *
 * <p>Nothing is allocated but, once a thread, a scratch of 8 KiB and, for single precision, one of
 * 30 KiB. Copying there first pays: the loop that computes has no bounds of a buffer to check.
 */
public final class TensorKernels {
  private static final int CHUNK = 1024;

  private static final ThreadLocal<double[]> SCRATCH =
      ThreadLocal.withInitial(() -> new double[CHUNK]);

  private static final ThreadLocal<FloatLanes> LANES = ThreadLocal.withInitial(FloatLanes::new);

  private TensorKernels() {}

  /**
   * Fills the statistics of all elements. Counts, minimum and maximum are exact; so, but for double
   * precision's rounding, are mean and norm, except those of {@link ElementType#FLOAT32}, which is
   * partly added in single precision: its norm errs by less than 1e-5 of itself, its mean by less
   * than 1e-6 of the largest absolute value. What {@link TensorStats#withRange} leaves out of
   * single precision is NaN.
   */
  public static void stats(ByteBuffer buffer, ElementType type, TensorStats into) {
    StatsPass.begin(into);
    if (type == ElementType.FLOAT32) {
      FloatPass.stats(into, buffer, LANES.get(), SCRATCH.get());
      if (!into.withRange) {
        StatsPass.endWithoutRange(into);
        return;
      }
    } else {
      addAll(buffer, type, into);
    }
    StatsPass.end(into, buffer, type);
  }

  private static void addAll(ByteBuffer buffer, ElementType type, TensorStats into) {
    int size = type.bytes();
    int start = buffer.position();
    int count = buffer.remaining() / size;
    double[] chunk = SCRATCH.get();
    for (int done = 0; done < count; done += chunk.length) {
      int n = Math.min(chunk.length, count - done);
      int at = start + done * size;
      Memory.copy(buffer, type, at, chunk, n);
      StatsPass.add(into, chunk, n, buffer, type, at);
    }
  }

  /**
   * The sum of squares: not finite exactly where some element is not, 0 exactly where all are zero.
   * A sum of finite elements that double can't hold is given as its largest or smallest number. Of
   * {@link ElementType#FLOAT32} it errs by less than 2e-5 of itself.
   */
  public static double sumOfSquares(ByteBuffer buffer, ElementType type) {
    return type == ElementType.FLOAT32
        ? FloatPass.squares(buffer, LANES.get())
        : SquaresPass.of(buffer, type, SCRATCH.get());
  }

  /**
   * Copies elements spaced evenly over the tensor, the first one among them. The same elements are
   * taken from any tensor of the same size.
   *
   * @return the number of elements copied: the smaller of the tensor's and the array's length
   */
  public static int sample(ByteBuffer buffer, ElementType type, double[] into) {
    int count = buffer.remaining() / type.bytes();
    int taken = Math.min(count, into.length);
    if (taken == 0) {
      return 0;
    }
    // Element i * count / taken, without a division for each.
    int stride = count / taken;
    int rest = count % taken;
    int index = 0;
    int error = 0;
    boolean floats = type == ElementType.FLOAT32;
    for (int i = 0; i < taken; i++) {
      int at = buffer.position() + index * type.bytes();
      into[i] = floats ? Memory.floatAt(buffer, at) : Memory.elementAt(buffer, type, at);
      index += stride;
      error += rest;
      if (error >= taken) {
        error -= taken;
        index++;
      }
    }
    return taken;
  }

  /**
   * Copies some elements in their order.
   *
   * @param from index of the first of them
   * @return how many were copied: as many as there are from there on, at most the array's length
   */
  public static int elements(ByteBuffer buffer, ElementType type, long from, double[] into) {
    int count = buffer.remaining() / type.bytes();
    int n = (int) Math.max(0, Math.min(count - from, into.length));
    if (n > 0) {
      Memory.copy(buffer, type, buffer.position() + (int) from * type.bytes(), into, n);
    }
    return n;
  }

  /**
   * A hash of every bit and of the length; never 0. A change of one element always changes it,
   * other changes do so but for one case in about 2<sup>64</sup>.
   */
  public static long fingerprint(ByteBuffer buffer) {
    return Fingerprint.of(buffer);
  }

  /**
   * Whether there are at least two rows of at least two elements and all are the same bits; ends at
   * the first difference.
   *
   * @param rows number of rows that the elements make up
   */
  public static boolean rowsEqual(ByteBuffer buffer, ElementType type, long rows) {
    int bytes = buffer.remaining();
    if (rows < 2 || bytes % rows != 0 || bytes / rows < 2L * type.bytes()) {
      return false;
    }
    int row = (int) (bytes / rows);
    int start = buffer.position();
    int at = start + row;
    for (; at <= start + bytes - 8; at += 8) {
      if (Memory.longAt(buffer, at) != Memory.longAt(buffer, at - row)) {
        return false;
      }
    }
    for (; at < start + bytes; at++) {
      if (buffer.get(at) != buffer.get(at - row)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Counts the finite elements in equal intervals; those outside count in the nearest one.
   *
   * @param min lower edge of the first interval
   * @param max upper edge of the last one, greater than {@code min}
   * @param counts one for each interval; set anew
   */
  public static void histogram(
      ByteBuffer buffer, ElementType type, double min, double max, long[] counts) {
    Arrays.fill(counts, 0);
    double scale = counts.length / (max - min);
    int size = type.bytes();
    int count = buffer.remaining() / size;
    double[] chunk = SCRATCH.get();
    for (int done = 0; done < count; done += chunk.length) {
      int n = Math.min(chunk.length, count - done);
      Memory.copy(buffer, type, buffer.position() + done * size, chunk, n);
      for (int i = 0; i < n; i++) {
        double x = chunk[i];
        if (x - x == 0) {
          int bin = (int) ((x - min) * scale);
          counts[Math.max(0, Math.min(counts.length - 1, bin))]++;
        }
      }
    }
  }

  /** Whether every element is zero (of either sign); ends at the first one that is not. */
  public static boolean allZero(ByteBuffer buffer, ElementType type) {
    long mask = type.magnitude();
    int end = buffer.position() + buffer.remaining() / type.bytes() * type.bytes();
    int at = buffer.position();
    for (; at <= end - 32; at += 32) {
      long any =
          Memory.longAt(buffer, at)
              | Memory.longAt(buffer, at + 8)
              | Memory.longAt(buffer, at + 16)
              | Memory.longAt(buffer, at + 24);
      if ((any & mask) != 0) {
        return false;
      }
    }
    for (; at < end; at += type.bytes()) {
      if (Memory.elementAt(buffer, type, at) != 0) {
        return false;
      }
    }
    return true;
  }
}
