package io.gradprobe.runtime.tensor;

import java.nio.ByteBuffer;

/** The cheapest pass that there is: a sum of squares, and with it whether all is finite. */
final class SquaresPass {
  private SquaresPass() {}

  /** For n floats from a byte index on, whose squares neither overflow nor underflow in double. */
  static double ofFloats(ByteBuffer buffer, int start, int n) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int end = start + 4 * n;
    int at = start;
    for (; at <= end - 16; at += 16) {
      double a = Memory.floatAt(buffer, at);
      double b = Memory.floatAt(buffer, at + 4);
      double c = Memory.floatAt(buffer, at + 8);
      double d = Memory.floatAt(buffer, at + 12);
      sum0 += a * a;
      sum1 += b * b;
      sum2 += c * c;
      sum3 += d * d;
    }
    for (; at < end; at += 4) {
      double a = Memory.floatAt(buffer, at);
      sum0 += a * a;
    }
    return sum0 + sum1 + (sum2 + sum3);
  }

  /** For the other types, through a scratch. */
  static double of(ByteBuffer buffer, ElementType type, double[] scratch) {
    int size = type.bytes();
    int count = buffer.remaining() / size;
    double sum = 0;
    for (int done = 0; done < count; done += scratch.length) {
      int n = Math.min(scratch.length, count - done);
      Memory.copy(buffer, type, buffer.position() + done * size, scratch, n);
      double part = ofChunk(scratch, n);
      if (!Double.isFinite(part) && !allFinite(scratch, n)) {
        return Double.NaN;
      }
      sum = Math.min(sum + part, Double.MAX_VALUE);
    }
    return sum == 0 && !TensorKernels.allZero(buffer, type) ? Double.MIN_VALUE : sum;
  }

  private static double ofChunk(double[] chunk, int n) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int i = 0;
    for (; i <= n - 4; i += 4) {
      sum0 += chunk[i] * chunk[i];
      sum1 += chunk[i + 1] * chunk[i + 1];
      sum2 += chunk[i + 2] * chunk[i + 2];
      sum3 += chunk[i + 3] * chunk[i + 3];
    }
    for (; i < n; i++) {
      sum0 += chunk[i] * chunk[i];
    }
    return sum0 + sum1 + (sum2 + sum3);
  }

  private static boolean allFinite(double[] chunk, int n) {
    for (int i = 0; i < n; i++) {
      if (!Double.isFinite(chunk[i])) {
        return false;
      }
    }
    return true;
  }
}
