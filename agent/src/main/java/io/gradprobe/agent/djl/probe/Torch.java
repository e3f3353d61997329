package io.gradprobe.agent.djl.probe;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.gradprobe.agent.Log;
import io.gradprobe.runtime.tensor.ElementType;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorKernels;
import io.gradprobe.runtime.tensor.TensorStats;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads tensors straight from libtorch's memory through DJL's own native library. No NDArray is
 * made, so no manager ever holds a handle of ours, and every native handle is released before a
 * call returns.
 *
 * <p>A GPU tensor is copied to the host first. Sparse tensors are not read.
 */
final class Torch {
  private static final int STRIDED = 0;
  private static final int CPU = 0;
  private static final long STRINGS = -1;
  private static final long BIGGEST = Integer.MAX_VALUE - 8L;

  /** Up to so many bytes the engine's copy costs less than its view. */
  private static final long COPIED_BYTES = 4096;

  private static final VarHandle FLOAT =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.nativeOrder());

  private static final MethodHandle GRAD;
  private static final MethodHandle BUFFER;
  private static final MethodHandle DELETE;
  private static final MethodHandle CONTIGUOUS;
  private static final MethodHandle TO_CONTIGUOUS;
  private static final MethodHandle TO;
  private static final MethodHandle DEVICE;
  private static final MethodHandle LAYOUT;
  private static final MethodHandle REQUIRES_GRAD;
  private static final MethodHandle SIZES;
  private static final MethodHandle BYTES;
  private static final boolean AVAILABLE;

  /** Whether every tensor lies on the CPU, so that none has to be asked. */
  private static final boolean ONLY_CPU;

  static {
    MethodHandle[] h = new MethodHandle[11];
    boolean available = false;
    try {
      Class<?> type = Class.forName("ai.djl.pytorch.jni.PyTorchLibrary", true, loader());
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      Object library = lookup.findStaticGetter(type, "LIB", type).invoke();
      h[0] = bind(lookup, library, "torchGrad", long.class, long.class);
      h[1] = bind(lookup, library, "torchDirectByteBuffer", ByteBuffer.class, long.class);
      h[2] = bind(lookup, library, "torchDeleteTensor", void.class, long.class);
      h[3] = bind(lookup, library, "torchIsContiguous", boolean.class, long.class);
      h[4] = bind(lookup, library, "torchToContiguous", long.class, long.class);
      h[5] = bind(lookup, library, "torchTo", long.class, long.class, int.class, int[].class);
      h[6] = bind(lookup, library, "torchDevice", int[].class, long.class);
      h[7] = bind(lookup, library, "torchLayout", int.class, long.class);
      h[8] = bind(lookup, library, "torchRequiresGrad", boolean.class, long.class);
      h[9] = bind(lookup, library, "torchSizes", long[].class, long.class);
      h[10] = bind(lookup, library, "torchDataPtr", byte[].class, long.class);
      available = true;
    } catch (Throwable e) {
      Log.say("cannot read tensors with this version of DJL's PyTorch engine: " + e);
    }
    GRAD = h[0];
    BUFFER = h[1];
    DELETE = h[2];
    CONTIGUOUS = h[3];
    TO_CONTIGUOUS = h[4];
    TO = h[5];
    DEVICE = h[6];
    LAYOUT = h[7];
    REQUIRES_GRAD = h[8];
    SIZES = h[9];
    BYTES = h[10];
    AVAILABLE = available;
    ONLY_CPU = available && hasNoOtherDevice();
  }

  private Torch() {}

  /**
   * A machine may have devices that count as no GPU (Apple's): only Linux is known to have none.
   */
  private static boolean hasNoOtherDevice() {
    return System.getProperty("os.name", "").startsWith("Linux")
        && Engine.getInstance().getGpuCount() == 0;
  }

  private static ClassLoader loader() {
    return JniUtils.class.getClassLoader();
  }

  private static MethodHandle bind(
      MethodHandles.Lookup lookup,
      Object library,
      String name,
      Class<?> result,
      Class<?>... arguments)
      throws ReflectiveOperationException {
    return lookup
        .findVirtual(library.getClass(), name, MethodType.methodType(result, arguments))
        .bindTo(library);
  }

  /** What is done with a tensor's memory. */
  interface Reader {
    /** Reads the elements, all of them, in memory order. */
    void read(ByteBuffer elements, ElementType type);
  }

  /** The native handle of an array; 0 where it is released. */
  static long handle(PtNDArray array) {
    return array == null || array.isReleased() ? 0 : array.getHandle();
  }

  /**
   * The tensor's shape as the engine tells it; empty for a scalar. DJL's own Shape of an array that
   * nobody has asked for one is ten times as much work to make, and this is needed at every step.
   */
  static long[] sizes(PtNDArray array) {
    long handle = handle(array);
    if (handle == 0 || handle == STRINGS || !AVAILABLE) {
      return array.getShape().getShape();
    }
    try {
      return (long[]) SIZES.invokeExact(handle);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Number of elements; 0 where the array is released. */
  static long elements(PtNDArray array) {
    if (handle(array) == 0) {
      return 0;
    }
    long elements = 1;
    for (long size : sizes(array)) {
      elements *= size;
    }
    return elements;
  }

  /** The element type as the kernels know it; null where it has no numbers. */
  static ElementType elementType(DataType type) {
    return switch (type) {
      case FLOAT32 -> ElementType.FLOAT32;
      case FLOAT64 -> ElementType.FLOAT64;
      case FLOAT16 -> ElementType.FLOAT16;
      case BFLOAT16 -> ElementType.BFLOAT16;
      case INT8 -> ElementType.INT8;
      case UINT8 -> ElementType.UINT8;
      case INT32 -> ElementType.INT32;
      case INT64 -> ElementType.INT64;
      case BOOLEAN -> ElementType.BOOL;
      default -> null;
    };
  }

  /** Reads the elements of a tensor. */
  static ReadOutcome read(PtNDArray array, Reader reader) {
    long handle = handle(array);
    ElementType type = handle == 0 || !AVAILABLE ? null : elementType(array.getDataType());
    return type == null ? ReadOutcome.UNREADABLE : read(handle, array, type, reader);
  }

  /** Reads the elements of a tensor's gradient. */
  static ReadOutcome readGradient(PtNDArray array, Reader reader) {
    long handle = handle(array);
    ElementType type = handle == 0 || !AVAILABLE ? null : elementType(array.getDataType());
    if (type == null) {
      return ReadOutcome.UNREADABLE;
    }
    try {
      long gradient = (long) GRAD.invokeExact(handle);
      if (gradient == 0) {
        return ReadOutcome.ABSENT;
      }
      try {
        return read(gradient, array, type, reader);
      } finally {
        DELETE.invokeExact(gradient);
      }
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * Reads what a handle stands for.
   *
   * @param like an array of the same shape and type on the same device
   */
  private static ReadOutcome read(long handle, PtNDArray like, ElementType type, Reader reader) {
    long bytes = like.size() * type.bytes();
    if (bytes > BIGGEST) {
      return ReadOutcome.UNREADABLE;
    }
    try {
      if (ONLY_CPU && bytes <= COPIED_BYTES) {
        // The engine's copy is dense and in order, whatever layout and strides.
        reader.read(ByteBuffer.wrap((byte[]) BYTES.invokeExact(handle)), type);
        return ReadOutcome.READ;
      }
      if ((int) LAYOUT.invokeExact(handle) != STRIDED) {
        return ReadOutcome.UNREADABLE;
      }
      if (!ONLY_CPU && ((int[]) DEVICE.invokeExact(handle))[0] != CPU) {
        long copy =
            (long) TO.invokeExact(handle, like.getDataType().ordinal(), new int[] {CPU, -1});
        try {
          return readHost(copy, type, reader);
        } finally {
          delete(copy);
        }
      }
      return readHost(handle, type, reader);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Reads a strided tensor on the CPU. */
  private static ReadOutcome readHost(long handle, ElementType type, Reader reader)
      throws Throwable {
    long dense = 0;
    try {
      if (!(boolean) CONTIGUOUS.invokeExact(handle)) {
        dense = (long) TO_CONTIGUOUS.invokeExact(handle);
      }
      ByteBuffer buffer = (ByteBuffer) BUFFER.invokeExact(dense == 0 ? handle : dense);
      if (buffer == null) {
        return ReadOutcome.UNREADABLE;
      }
      reader.read(buffer, type);
      return ReadOutcome.READ;
    } finally {
      delete(dense);
    }
  }

  private static void delete(long handle) {
    if (handle != 0) {
      try {
        DELETE.invokeExact(handle);
      } catch (Throwable e) {
        throw unexpected(e);
      }
    }
  }

  private static RuntimeException unexpected(Throwable e) {
    if (e instanceof RuntimeException r) {
      return r;
    }
    if (e instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(e);
  }

  /** Whether the engine tracks the tensor as one that requires a gradient. */
  static boolean requiresGradient(PtNDArray array) {
    long handle = handle(array);
    if (handle == 0 || !AVAILABLE) {
      return false;
    }
    try {
      return (boolean) REQUIRES_GRAD.invokeExact(handle);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The sum of all elements of a tensor; NaN where it can't be read. */
  static double sum(PtNDArray array) {
    TensorStats stats = new TensorStats();
    ReadOutcome outcome = read(array, (buffer, type) -> TensorKernels.stats(buffer, type, stats));
    if (outcome != ReadOutcome.READ || stats.nonFinite > 0) {
      return Double.NaN;
    }
    return stats.mean * stats.count;
  }

  /** Whether a tensor lies where reading it waits for no other work. */
  static boolean isOnHost(PtNDArray array) {
    return ONLY_CPU || !array.getDevice().isGpu();
  }

  /** The value of a tensor of one element; NaN where it has more or can't be read. */
  static double scalar(PtNDArray array) {
    return elements(array) == 1 ? only(array) : Double.NaN;
  }

  /** The value of a tensor that has one element; NaN where it can't be read. */
  static double only(PtNDArray array) {
    long handle = handle(array);
    if (handle == 0) {
      return Double.NaN;
    }
    if (ONLY_CPU && handle != STRINGS && array.getDataType() == DataType.FLOAT32) {
      try {
        return (float) FLOAT.get((byte[]) BYTES.invokeExact(handle), 0);
      } catch (Throwable e) {
        throw unexpected(e);
      }
    }
    double[] value = {Double.NaN};
    read(array, (buffer, type) -> TensorKernels.sample(buffer, type, value));
    return value[0];
  }
}
