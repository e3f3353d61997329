package io.gradprobe.runtime.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * A thread's scratch for single precision: up to {@link #CHUNK} elements laid out in four rows, and
 * the loops that take the four rows together, lane by lane.
 *
 * <p>Lanes, because the compiler makes vector instructions only of loops whose iterations don't
 * depend on each other, and floating-point additions may not be reordered for it. Results lie in
 * the array that the rows lie in, at constant distances, because of two arrays the compiler could
 * not tell that they are not the same. A product and four additions in single precision at most lie
 * between an element and a sum, which so errs by less than 4e-7 of the sum of the magnitudes; all
 * else is in double precision.
 */
final class FloatLanes {
  /** The most elements at a time. */
  static final int CHUNK = 2048;

  private static final int ROW = CHUNK / 4;
  private static final int FOLDED = ROW / 4;
  private static final int SUMS = CHUNK;
  private static final int SQUARES = CHUNK + ROW;

  private final ByteBuffer bytes = ByteBuffer.allocate(4 * CHUNK).order(ByteOrder.nativeOrder());
  private final FloatBuffer bytesAsFloats = bytes.asFloatBuffer();
  private final IntBuffer bytesAsInts = bytes.asIntBuffer();
  private final float[] floats = new float[CHUNK + 2 * ROW];
  private final int[] ints = new int[CHUNK + ROW];
  private int lanes;

  /**
   * Takes elements from an absolute byte index on, for {@link #squares} and {@link #sum}.
   *
   * @param n at most {@link #CHUNK}
   * @return how many were taken: {@code n} less what makes no whole lane
   */
  int load(ByteBuffer buffer, int at, int n) {
    lanes = n / 4;
    bytes.put(0, buffer, at, 16 * lanes);
    if (lanes == ROW) {
      bytesAsFloats.get(0, floats, 0, CHUNK);
    } else {
      for (int row = 0; row < 4; row++) {
        bytesAsFloats.get(row * lanes, floats, row * ROW, lanes);
      }
    }
    return 4 * lanes;
  }

  /** Takes the bits of the same elements, for {@link #nonZeros} and {@link #largest}. */
  void loadBits() {
    if (lanes == ROW) {
      bytesAsInts.get(0, ints, 0, CHUNK);
    } else {
      for (int row = 0; row < 4; row++) {
        bytesAsInts.get(row * lanes, ints, row * ROW, lanes);
      }
    }
  }

  /** The sum of squares; not finite, or imprecise, where single precision is too narrow for it. */
  double squares() {
    addSquares(floats, lanes);
    if (lanes < ROW) {
      return total(floats, SQUARES, lanes);
    }
    foldSquares(floats);
    return total(floats, SQUARES, FOLDED);
  }

  /** The sum. */
  double sum() {
    addUp(floats, lanes);
    if (lanes < ROW) {
      return total(floats, SUMS, lanes);
    }
    foldSums(floats);
    return total(floats, SUMS, FOLDED);
  }

  /** How many elements are not zero. */
  int nonZeros() {
    countNonZeros(ints, lanes);
    int n = lanes;
    if (n == ROW) {
      foldCounts(ints);
      n = FOLDED;
    }
    int sum = 0;
    for (int j = CHUNK; j < CHUNK + n; j++) {
      sum += ints[j];
    }
    return sum;
  }

  /**
   * The largest of the elements' bits with some bits flipped, taken as signed numbers; 0 where none
   * is positive. Bits of floats are in the order of their magnitudes, and done with them this needs
   * neither a comparison nor {@link Math#max(float, float)}, of which vector instructions may or
   * may not be made.
   */
  int largest(int flipped) {
    takeLargest(ints, lanes, flipped);
    int n = lanes;
    if (n == ROW) {
      foldLargest(ints);
      n = FOLDED;
    }
    int even = 0;
    int odd = 0;
    int j = CHUNK;
    for (; j <= CHUNK + n - 2; j += 2) {
      even = Math.max(even, ints[j]);
      odd = Math.max(odd, ints[j + 1]);
    }
    return Math.max(Math.max(even, odd), j < CHUNK + n ? ints[j] : 0);
  }

  private static void addUp(float[] x, int lanes) {
    for (int j = 0; j < lanes; j++) {
      x[SUMS + j] = (x[j] + x[ROW + j]) + (x[2 * ROW + j] + x[3 * ROW + j]);
    }
  }

  private static void foldSums(float[] x) {
    for (int j = SUMS; j < SUMS + FOLDED; j++) {
      x[j] = (x[j] + x[FOLDED + j]) + (x[2 * FOLDED + j] + x[3 * FOLDED + j]);
    }
  }

  private static void addSquares(float[] x, int lanes) {
    for (int j = 0; j < lanes; j++) {
      float a = x[j];
      float b = x[ROW + j];
      float c = x[2 * ROW + j];
      float d = x[3 * ROW + j];
      x[SQUARES + j] = (a * a + b * b) + (c * c + d * d);
    }
  }

  private static void foldSquares(float[] x) {
    for (int j = SQUARES; j < SQUARES + FOLDED; j++) {
      x[j] = (x[j] + x[FOLDED + j]) + (x[2 * FOLDED + j] + x[3 * FOLDED + j]);
    }
  }

  private static void countNonZeros(int[] x, int lanes) {
    for (int j = 0; j < lanes; j++) {
      x[CHUNK + j] =
          (nonZero(x[j]) + nonZero(x[ROW + j]))
              + (nonZero(x[2 * ROW + j]) + nonZero(x[3 * ROW + j]));
    }
  }

  private static void foldCounts(int[] x) {
    for (int j = CHUNK; j < CHUNK + FOLDED; j++) {
      x[j] = (x[j] + x[FOLDED + j]) + (x[2 * FOLDED + j] + x[3 * FOLDED + j]);
    }
  }

  private static void takeLargest(int[] x, int lanes, int flipped) {
    for (int j = 0; j < lanes; j++) {
      int a = positive(x[j] ^ flipped);
      int b = positive(x[ROW + j] ^ flipped);
      int c = positive(x[2 * ROW + j] ^ flipped);
      int d = positive(x[3 * ROW + j] ^ flipped);
      x[CHUNK + j] = larger(larger(a, b), larger(c, d));
    }
  }

  private static void foldLargest(int[] x) {
    for (int j = CHUNK; j < CHUNK + FOLDED; j++) {
      int ab = larger(x[j], x[FOLDED + j]);
      x[j] = larger(ab, larger(x[2 * FOLDED + j], x[3 * FOLDED + j]));
    }
  }

  private static int nonZero(int bits) {
    return (bits & 0x7fffffff) + 0x7fffffff >>> 31;
  }

  private static int positive(int value) {
    return value & ~(value >> 31);
  }

  /** Of two numbers that aren't negative. */
  private static int larger(int a, int b) {
    int excess = a - b;
    return a - (excess & (excess >> 31));
  }

  private static double total(float[] x, int from, int n) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int j = from;
    for (; j <= from + n - 4; j += 4) {
      sum0 += x[j];
      sum1 += x[j + 1];
      sum2 += x[j + 2];
      sum3 += x[j + 3];
    }
    for (; j < from + n; j++) {
      sum0 += x[j];
    }
    return sum0 + sum1 + (sum2 + sum3);
  }
}
