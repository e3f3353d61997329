package io.gradprobe.runtime.tensor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads elements of a buffer in the machine's byte order, whatever the buffer's own order is. Views
 * such as {@link ByteBuffer#asFloatBuffer} would do so too, but allocate one object a tensor.
 */
final class Memory {
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final VarHandle FLOATS =
      MethodHandles.byteBufferViewVarHandle(float[].class, ORDER);
  private static final VarHandle DOUBLES =
      MethodHandles.byteBufferViewVarHandle(double[].class, ORDER);
  private static final VarHandle SHORTS =
      MethodHandles.byteBufferViewVarHandle(short[].class, ORDER);
  private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ORDER);
  private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ORDER);

  private Memory() {}

  /** The float at an absolute byte index. */
  static float floatAt(ByteBuffer buffer, int at) {
    return (float) FLOATS.get(buffer, at);
  }

  /** The int at an absolute byte index. */
  static int intAt(ByteBuffer buffer, int at) {
    return (int) INTS.get(buffer, at);
  }

  /** The long at an absolute byte index. */
  static long longAt(ByteBuffer buffer, int at) {
    return (long) LONGS.get(buffer, at);
  }

  /** The element at an absolute byte index. */
  static double elementAt(ByteBuffer buffer, ElementType type, int at) {
    return switch (type) {
      case FLOAT32 -> (float) FLOATS.get(buffer, at);
      case FLOAT64 -> (double) DOUBLES.get(buffer, at);
      case FLOAT16 -> HalfFloat.decode((short) SHORTS.get(buffer, at));
      case BFLOAT16 -> Float.intBitsToFloat((short) SHORTS.get(buffer, at) << 16);
      case INT8 -> buffer.get(at);
      case UINT8 -> buffer.get(at) & 0xff;
      case INT32 -> (int) INTS.get(buffer, at);
      case INT64 -> (long) LONGS.get(buffer, at);
      case BOOL -> buffer.get(at) == 0 ? 0 : 1;
    };
  }

  /** Copies {@code n} elements from an absolute byte index on. */
  static void copy(ByteBuffer buffer, ElementType type, int at, double[] into, int n) {
    switch (type) {
      case FLOAT32 -> {
        for (int i = 0; i < n; i++) {
          into[i] = (float) FLOATS.get(buffer, at + 4 * i);
        }
      }
      case FLOAT64 -> {
        for (int i = 0; i < n; i++) {
          into[i] = (double) DOUBLES.get(buffer, at + 8 * i);
        }
      }
      case FLOAT16 -> {
        for (int i = 0; i < n; i++) {
          into[i] = HalfFloat.decode((short) SHORTS.get(buffer, at + 2 * i));
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < n; i++) {
          into[i] = Float.intBitsToFloat((short) SHORTS.get(buffer, at + 2 * i) << 16);
        }
      }
      case INT8 -> {
        for (int i = 0; i < n; i++) {
          into[i] = buffer.get(at + i);
        }
      }
      case UINT8 -> {
        for (int i = 0; i < n; i++) {
          into[i] = buffer.get(at + i) & 0xff;
        }
      }
      case INT32 -> {
        for (int i = 0; i < n; i++) {
          into[i] = (int) INTS.get(buffer, at + 4 * i);
        }
      }
      case INT64 -> {
        for (int i = 0; i < n; i++) {
          into[i] = (long) LONGS.get(buffer, at + 8 * i);
        }
      }
      case BOOL -> {
        for (int i = 0; i < n; i++) {
          into[i] = buffer.get(at + i) == 0 ? 0 : 1;
        }
      }
    }
  }
}
