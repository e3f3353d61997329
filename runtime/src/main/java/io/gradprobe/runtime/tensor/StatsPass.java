package io.gradprobe.runtime.tensor;

import java.nio.ByteBuffer;

/**
 * The pass that fills a {@link TensorStats}. While it runs, {@code mean} holds the sum, {@code
 * norm} the sum of squares, and {@code min} and {@code max} the infinities where nothing was seen,
 * so that the pass needs no object of its own.
 */
final class StatsPass {
  // Beyond these a square or a sum over 2^31 elements leaves double's range.
  private static final double LARGE = 1e140;
  private static final double SMALL = 1e-140;

  private StatsPass() {}

  static void begin(TensorStats into) {
    into.clear();
    into.min = Double.POSITIVE_INFINITY;
    into.max = Double.NEGATIVE_INFINITY;
    into.mean = 0;
  }

  /** Adds {@code n} elements that were copied from {@code at} on. */
  static void add(
      TensorStats into, double[] chunk, int n, ByteBuffer buffer, ElementType type, int at) {
    double sum0 = 0;
    double sum1 = 0;
    double squares0 = 0;
    double squares1 = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    long nonZeros = 0;
    int i = 0;
    for (; i <= n - 2; i += 2) {
      double a = chunk[i];
      double b = chunk[i + 1];
      sum0 += a;
      sum1 += b;
      squares0 += a * a;
      squares1 += b * b;
      min = a < min ? a : min;
      min = b < min ? b : min;
      max = a > max ? a : max;
      max = b > max ? b : max;
      nonZeros += nonZero(a) + nonZero(b);
    }
    if (i < n) {
      double a = chunk[i];
      sum0 += a;
      squares0 += a * a;
      min = a < min ? a : min;
      max = a > max ? a : max;
      nonZeros += nonZero(a);
    }
    double squares = squares0 + squares1;
    if (!Double.isFinite(squares)) {
      addOneByOne(into, buffer, type, at, n);
      return;
    }
    into.count += n;
    into.mean += sum0 + sum1;
    into.norm += squares;
    into.min = Math.min(into.min, min);
    into.max = Math.max(into.max, max);
    into.zeros += n - nonZeros;
  }

  // Zeros come in no order that a branch could be predicted by (ReLU), so there is none.
  private static long nonZero(double value) {
    long magnitude = Double.doubleToRawLongBits(value) << 1;
    return (magnitude | -magnitude) >>> 63;
  }

  private static void addOneByOne(
      TensorStats into, ByteBuffer buffer, ElementType type, int at, int n) {
    for (int i = 0; i < n; i++) {
      double value = Memory.elementAt(buffer, type, at + type.bytes() * i);
      if (Double.isFinite(value)) {
        into.mean += value;
        into.norm += value * value;
        into.min = Math.min(into.min, value);
        into.max = Math.max(into.max, value);
        into.zeros += value == 0 ? 1 : 0;
      } else {
        into.nonFinite++;
        if (into.firstNonFinite < 0) {
          into.firstNonFinite = into.count;
        }
      }
      into.count++;
    }
  }

  /** Turns sums into what they are sums for. */
  static void end(TensorStats into, ByteBuffer buffer, ElementType type) {
    long finite = into.count - into.nonFinite;
    if (finite == 0) {
      into.min = Double.NaN;
      into.max = Double.NaN;
      into.mean = Double.NaN;
      into.absMax = Double.NaN;
      into.norm = 0;
      return;
    }
    into.absMax = Math.max(Math.abs(into.min), Math.abs(into.max));
    if (into.absMax > LARGE || (into.absMax < SMALL && into.absMax > 0)) {
      rescaled(into, buffer, type, finite);
    } else {
      into.mean /= finite;
      into.norm = Math.sqrt(into.norm);
    }
  }

  /** The same for single precision, whose squares double holds, where not all is asked for. */
  static void endWithoutRange(TensorStats into) {
    into.norm = Math.sqrt(into.norm);
    into.min = Double.NaN;
    into.max = Double.NaN;
    into.mean = Double.NaN;
    into.absMax = Double.NaN;
  }

  private static void rescaled(TensorStats into, ByteBuffer buffer, ElementType type, long finite) {
    double scale = Math.scalb(1.0, -Math.getExponent(into.absMax));
    double sum = 0;
    double squares = 0;
    for (int at = buffer.position(); at <= buffer.limit() - type.bytes(); at += type.bytes()) {
      double value = Memory.elementAt(buffer, type, at);
      if (Double.isFinite(value)) {
        sum += value * scale;
        squares += value * scale * (value * scale);
      }
    }
    into.mean = sum / finite / scale;
    into.norm = Math.min(Math.sqrt(squares) / scale, Double.MAX_VALUE);
  }
}
