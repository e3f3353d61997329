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

  private FloatPass() {}

  static void stats(TensorStats into, ByteBuffer buffer, FloatLanes lanes, double[] chunk) {
    int start = buffer.position();
    int count = buffer.remaining() / 4;
    for (int done = 0; done < count; ) {
      int n = Math.min(FloatLanes.CHUNK, count - done);
      int at = start + 4 * done;
      if (n < FloatLanes.FEWEST || !add(into, buffer, at, lanes, n)) {
        n = Math.min(n, chunk.length);
        Memory.copy(buffer, ElementType.FLOAT32, at, chunk, n);
        StatsPass.add(into, chunk, n, buffer, ElementType.FLOAT32, at);
      }
      done += n;
    }
  }

  /** Whether lanes could add the elements: single precision may be too narrow for them. */
  private static boolean add(TensorStats into, ByteBuffer buffer, int at, FloatLanes lanes, int n) {
    lanes.load(buffer, at, n);
    double squares = lanes.squares();
    if (!fits(squares) && squares != 0) {
      return false;
    }
    int zeros = lanes.zeros();
    if (squares == 0 && zeros < n) {
      return false;
    }
    into.count += n;
    into.zeros += zeros;
    into.norm += squares;
    if (into.withRange) {
      into.mean += lanes.sum();
      into.min = Math.min(into.min, lanes.min());
      into.max = Math.max(into.max, lanes.max());
    }
    return true;
  }

  static double squares(ByteBuffer buffer, FloatLanes lanes) {
    int start = buffer.position();
    int count = buffer.remaining() / 4;
    double sum = 0;
    for (int done = 0; done < count; ) {
      int n = Math.min(FloatLanes.CHUNK, count - done);
      int at = start + 4 * done;
      if (n < FloatLanes.FEWEST) {
        sum += SquaresPass.ofFloats(buffer, at, n);
      } else {
        lanes.load(buffer, at, n);
        double squares = lanes.squares();
        // Squares that vanish in single precision do not in double.
        sum += fits(squares) ? squares : SquaresPass.ofFloats(buffer, at, n);
      }
      done += n;
    }
    return sum;
  }

  private static boolean fits(double squares) {
    return squares >= LEAST_SQUARES && squares <= Double.MAX_VALUE;
  }
}
