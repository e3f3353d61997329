package io.gradprobe.runtime.tensor;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Memory of tensors for tests, and the slow and simple way to read it. */
final class Tensors {
  private Tensors() {}

  /** How a buffer may come. */
  enum Kind {
    DIRECT,
    HEAP,
    READ_ONLY,
    BIG_ENDIAN_ORDER,
    OFFSET;

    /** A buffer with these bytes between its position and limit. */
    ByteBuffer of(byte[] bytes) {
      return switch (this) {
        case DIRECT -> filled(ByteBuffer.allocateDirect(bytes.length), bytes);
        case HEAP -> filled(ByteBuffer.allocate(bytes.length), bytes);
        case READ_ONLY -> filled(ByteBuffer.allocateDirect(bytes.length), bytes).asReadOnlyBuffer();
        case BIG_ENDIAN_ORDER ->
            filled(ByteBuffer.allocateDirect(bytes.length), bytes).order(ByteOrder.BIG_ENDIAN);
        case OFFSET -> {
          ByteBuffer wide = ByteBuffer.allocateDirect(bytes.length + 8);
          for (int i = 0; i < wide.capacity(); i++) {
            wide.put(i, (byte) 0x7f);
          }
          wide.position(3).limit(3 + bytes.length);
          yield filled(wide, bytes);
        }
      };
    }

    private static ByteBuffer filled(ByteBuffer buffer, byte[] bytes) {
      return buffer.order(ByteOrder.nativeOrder()).put(buffer.position(), bytes);
    }
  }

  /** Elements of a type: usual numbers with, where asked, all kinds of special ones among them. */
  static byte[] random(ElementType type, int count, boolean special, Random random) {
    ByteBuffer buffer = ByteBuffer.allocate(count * type.bytes()).order(ByteOrder.nativeOrder());
    for (int i = 0; i < count; i++) {
      boolean odd = special && random.nextInt(8) == 0;
      switch (type) {
        case FLOAT32 -> buffer.putFloat(odd ? specialFloat(random) : (float) random.nextGaussian());
        case FLOAT64 -> buffer.putDouble(odd ? specialDouble(random) : random.nextGaussian());
        case FLOAT16 -> buffer.putShort((short) (odd ? random.nextInt() : random.nextInt(0x7c00)));
        case BFLOAT16 -> {
          float value = odd ? specialFloat(random) : (float) random.nextGaussian();
          buffer.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
        }
        case INT8, UINT8 -> buffer.put((byte) (odd ? 0 : random.nextInt()));
        case INT32 -> buffer.putInt(odd ? 0 : random.nextInt());
        case INT64 -> buffer.putLong(odd ? 0 : random.nextLong());
        case BOOL -> buffer.put((byte) random.nextInt(3));
      }
    }
    return buffer.array();
  }

  private static float specialFloat(Random random) {
    float[] values = {
      0,
      -0.0f,
      Float.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.MIN_VALUE,
      -1e-42f,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      Float.MIN_NORMAL
    };
    return values[random.nextInt(values.length)];
  }

  private static double specialDouble(Random random) {
    double[] values = {
      0,
      -0.0,
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.MIN_VALUE,
      1e-310,
      1e300,
      -1e300,
      1e154,
      1e-170
    };
    return values[random.nextInt(values.length)];
  }

  /** One element, decoded on its own. */
  static double element(byte[] bytes, ElementType type, int index) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    int at = index * type.bytes();
    return switch (type) {
      case FLOAT32 -> buffer.getFloat(at);
      case FLOAT64 -> buffer.getDouble(at);
      case FLOAT16 -> half(buffer.getShort(at) & 0xffff);
      case BFLOAT16 -> Float.intBitsToFloat((buffer.getShort(at) & 0xffff) << 16);
      case INT8 -> buffer.get(at);
      case UINT8 -> Byte.toUnsignedInt(buffer.get(at));
      case INT32 -> buffer.getInt(at);
      case INT64 -> buffer.getLong(at);
      case BOOL -> buffer.get(at) != 0 ? 1 : 0;
    };
  }

  /** A half-precision number by its definition. */
  static double half(int bits) {
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    double sign = bits >> 15 == 0 ? 1 : -1;
    if (exponent == 31) {
      return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    return exponent == 0
        ? sign * fraction * Math.pow(2, -24)
        : sign * (1 + fraction / 1024.0) * Math.pow(2, exponent - 15);
  }

  /** The statistics in exact arithmetic. */
  static TensorStats naive(byte[] bytes, ElementType type) {
    TensorStats stats = new TensorStats();
    stats.count = bytes.length / type.bytes();
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal squares = BigDecimal.ZERO;
    long finite = 0;
    for (int i = 0; i < stats.count; i++) {
      double value = element(bytes, type, i);
      if (!Double.isFinite(value)) {
        stats.nonFinite++;
        stats.firstNonFinite = stats.firstNonFinite < 0 ? i : stats.firstNonFinite;
        continue;
      }
      stats.min = finite == 0 || value < stats.min ? value : stats.min;
      stats.max = finite == 0 || value > stats.max ? value : stats.max;
      stats.absMax = finite == 0 ? Math.abs(value) : Math.max(stats.absMax, Math.abs(value));
      stats.zeros += value == 0 ? 1 : 0;
      BigDecimal exact = new BigDecimal(value);
      MathContext digits = new MathContext(60);
      sum = sum.add(exact);
      squares = squares.add(exact.multiply(exact, digits), digits);
      finite++;
    }
    if (finite > 0) {
      stats.mean = sum.divide(BigDecimal.valueOf(finite), new MathContext(60)).doubleValue();
      stats.norm = squares.sqrt(new MathContext(30)).doubleValue();
    }
    return stats;
  }
}
