package io.gradprobe.runtime.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A thread's scratch for single precision: {@link #CHUNK} elements laid out in four rows, and the
 * loops that take the four rows together, lane by lane. Where there are fewer elements, zeros fill
 * the rest.
 *
 * <p>Lanes, because the compiler makes vector instructions only of loops whose iterations don't
 * depend on each other, and floating-point additions may not be reordered for it. Every loop has a
 * constant length, because the compiler unrolls by what it has seen of a loop's length, and one
 * that began with small tensors would never become vectors; and a short body, because it does not
 * unroll a long one far enough. Results lie in the array that the rows lie in, at constant
 * distances, because of two arrays the compiler could not tell that they are not the same. A
 * product and four additions in single precision at most lie between an element and a sum, which so
 * errs by less than 4e-7 of the sum of the magnitudes; all else is in double precision.
 */
final class FloatLanes {
  /** The most elements at a time. */
  static final int CHUNK = 2048;

  /** Fewer elements are sooner done one after another than with zeros for the rest. */
  static final int FEWEST = 512;

  private static final int ROW = CHUNK / 4;
  private static final int FOLDED = ROW / 4;

  /** Places of results, behind the elements. */
  private static final int SUMS = CHUNK;

  private static final int SQUARES = CHUNK + ROW;
  private static final int LARGEST = CHUNK + 2 * ROW;
  private static final int SMALLEST = CHUNK + 3 * ROW;
  private static final int COUNTS = 2 * CHUNK;

  /** Its square times the smallest number above zero is above one. */
  private static final float HUGE = 1e38f;

  private final ByteBuffer bytes = ByteBuffer.allocate(4 * CHUNK).order(ByteOrder.nativeOrder());
  private final FloatBuffer bytesAsFloats = bytes.asFloatBuffer();
  private final float[] floats = new float[3 * CHUNK];
  private int taken;

  /**
   * Takes elements from an absolute byte index on.
   *
   * @param n at most {@link #CHUNK}
   */
  void load(ByteBuffer buffer, int at, int n) {
    bytes.put(0, buffer, at, 4 * n);
    bytesAsFloats.get(0, floats, 0, n);
    if (n < CHUNK) {
      Arrays.fill(floats, n, CHUNK, 0);
    }
    taken = n;
  }

  /** The sum of squares; not finite, or imprecise, where single precision is too narrow for it. */
  double squares() {
    addSquares(floats);
    foldSquares(floats);
    return total(floats, SQUARES);
  }

  /** The sum. */
  double sum() {
    addUp(floats);
    foldSums(floats);
    return total(floats, SUMS);
  }

  /** How many of the elements are zero; all must be finite. */
  int zeros() {
    count(floats);
    foldCounts(floats);
    return taken - (int) total(floats, COUNTS);
  }

  /** The largest element; all must be finite. */
  float max() {
    takeLargest(floats);
    foldLargest(floats);
    float largest = Float.NEGATIVE_INFINITY;
    for (int j = LARGEST; j < LARGEST + FOLDED; j++) {
      largest = floats[j] > largest ? floats[j] : largest;
    }
    if (largest == 0 && taken < CHUNK) {
      // It may be one that only fills the rest.
      largest = floats[0];
      for (int j = 1; j < taken; j++) {
        largest = Math.max(largest, floats[j]);
      }
    }
    return largest;
  }

  /** The smallest element; all must be finite. */
  float min() {
    takeSmallest(floats);
    foldSmallest(floats);
    float smallest = Float.POSITIVE_INFINITY;
    for (int j = SMALLEST; j < SMALLEST + FOLDED; j++) {
      smallest = floats[j] < smallest ? floats[j] : smallest;
    }
    if (smallest == 0 && taken < CHUNK) {
      smallest = floats[0];
      for (int j = 1; j < taken; j++) {
        smallest = Math.min(smallest, floats[j]);
      }
    }
    return smallest;
  }

  private static void addUp(float[] x) {
    for (int j = 0; j < ROW; j++) {
      x[SUMS + j] = (x[j] + x[ROW + j]) + (x[2 * ROW + j] + x[3 * ROW + j]);
    }
  }

  private static void foldSums(float[] x) {
    for (int j = SUMS; j < SUMS + FOLDED; j++) {
      x[j] = (x[j] + x[FOLDED + j]) + (x[2 * FOLDED + j] + x[3 * FOLDED + j]);
    }
  }

  private static void addSquares(float[] x) {
    for (int j = 0; j < ROW; j++) {
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

  // Floats count exactly up to 2^24, and a comparison would make no vector instructions.
  private static void count(float[] x) {
    for (int j = 0; j < CHUNK; j++) {
      x[COUNTS + j] = Math.min(Math.abs(x[j]) * HUGE * HUGE, 1f);
    }
  }

  private static void foldCounts(float[] x) {
    for (int j = COUNTS; j < COUNTS + ROW; j++) {
      x[j] = (x[j] + x[ROW + j]) + (x[2 * ROW + j] + x[3 * ROW + j]);
    }
    for (int j = COUNTS; j < COUNTS + FOLDED; j++) {
      x[j] = (x[j] + x[FOLDED + j]) + (x[2 * FOLDED + j] + x[3 * FOLDED + j]);
    }
  }

  private static void takeLargest(float[] x) {
    for (int j = 0; j < ROW; j++) {
      float ab = Math.max(x[j], x[ROW + j]);
      x[LARGEST + j] = Math.max(ab, Math.max(x[2 * ROW + j], x[3 * ROW + j]));
    }
  }

  private static void foldLargest(float[] x) {
    for (int j = LARGEST; j < LARGEST + FOLDED; j++) {
      float ab = Math.max(x[j], x[FOLDED + j]);
      x[j] = Math.max(ab, Math.max(x[2 * FOLDED + j], x[3 * FOLDED + j]));
    }
  }

  private static void takeSmallest(float[] x) {
    for (int j = 0; j < ROW; j++) {
      float ab = Math.min(x[j], x[ROW + j]);
      x[SMALLEST + j] = Math.min(ab, Math.min(x[2 * ROW + j], x[3 * ROW + j]));
    }
  }

  private static void foldSmallest(float[] x) {
    for (int j = SMALLEST; j < SMALLEST + FOLDED; j++) {
      float ab = Math.min(x[j], x[FOLDED + j]);
      x[j] = Math.min(ab, Math.min(x[2 * FOLDED + j], x[3 * FOLDED + j]));
    }
  }

  private static double total(float[] x, int from) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    for (int j = from; j < from + FOLDED; j += 4) {
      sum0 += x[j];
      sum1 += x[j + 1];
      sum2 += x[j + 2];
      sum3 += x[j + 3];
    }
    return sum0 + sum1 + (sum2 + sum3);
  }
}
