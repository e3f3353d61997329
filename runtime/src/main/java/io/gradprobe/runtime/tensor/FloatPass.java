package io.gradprobe.runtime.tensor;

import java.nio.ByteBuffer;

/**
 * The passes over single precision: in lanes wherever the numbers allow it, otherwise with the care
 * of {@link StatsPass} and {@link SquaresPass}.
 */
final class FloatPass {
  // Below it, squares that single precision lost could matter; with anything but a finite number
  // there are elements, or squares of them, that it can't hold.
  private static final double LEAST_SQUARES = 1e-30;
  // Fewer elements than this are sooner done one after another.
  private static final int FEW = 64;

  private static final int MAGNITUDE = 0x7fffffff;

  private FloatPass() {}

  static void stats(TensorStats into, ByteBuffer buffer, FloatLanes lanes, double[] chunk) {
    int start = buffer.position();
    int count = buffer.remaining() / 4;
    for (int done = 0; done < count; ) {
      int n = Math.min(FloatLanes.CHUNK, count - done);
      int taken = n < FEW ? 0 : add(into, buffer, start + 4 * done, lanes, n);
      if (taken == 0) {
        taken = Math.min(n, chunk.length);
        int at = start + 4 * done;
        Memory.copy(buffer, ElementType.FLOAT32, at, chunk, taken);
        StatsPass.add(into, chunk, taken, buffer, ElementType.FLOAT32, at);
      }
      done += taken;
    }
  }

  private static int add(TensorStats into, ByteBuffer buffer, int at, FloatLanes lanes, int n) {
    int taken = lanes.load(buffer, at, n);
    double squares = lanes.squares();
    if (!fits(squares) && squares != 0) {
      return 0;
    }
    lanes.loadBits();
    int zeros = taken - lanes.nonZeros();
    if (squares == 0 && zeros < taken) {
      return 0;
    }
    into.count += taken;
    into.zeros += zeros;
    into.mean += lanes.sum();
    into.norm += squares;
    into.min = Math.min(into.min, 0 - max(lanes, Integer.MIN_VALUE, zeros));
    into.max = Math.max(into.max, max(lanes, 0, zeros));
    return taken;
  }

  /** The largest element, where {@code sign} flips all signs first. */
  private static double max(FloatLanes lanes, int sign, int zeros) {
    int largest = lanes.largest(sign);
    // Without a positive one and without a zero, all are negative: the one next to zero.
    return largest > 0 || zeros > 0
        ? Float.intBitsToFloat(largest)
        : -Float.intBitsToFloat(MAGNITUDE - lanes.largest(~sign));
  }

  static double squares(ByteBuffer buffer, FloatLanes lanes) {
    int start = buffer.position();
    int count = buffer.remaining() / 4;
    double sum = 0;
    for (int done = 0; done < count; ) {
      int n = Math.min(FloatLanes.CHUNK, count - done);
      int at = start + 4 * done;
      if (n < FEW) {
        sum += SquaresPass.ofFloats(buffer, at, n);
      } else {
        n = lanes.load(buffer, at, n);
        double squares = lanes.squares();
        sum +=
            fits(squares) || allZero(lanes, squares)
                ? squares
                : SquaresPass.ofFloats(buffer, at, n);
      }
      done += n;
    }
    return sum;
  }

  private static boolean allZero(FloatLanes lanes, double squares) {
    if (squares != 0) {
      return false;
    }
    lanes.loadBits();
    return lanes.nonZeros() == 0;
  }

  private static boolean fits(double squares) {
    return squares >= LEAST_SQUARES && squares <= Double.MAX_VALUE;
  }
}
