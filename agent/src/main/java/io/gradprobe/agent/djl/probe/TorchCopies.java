package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.gradprobe.runtime.tensor.ElementType;
import io.gradprobe.runtime.tensor.ReadOutcome;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Copies of tensors that no manager and no scope of the program's knows of. */
final class TorchCopies {
  private static final MethodHandle DETACH;
  private static final MethodHandle CLONE;
  private static final MethodHandle DELETE;

  static {
    try {
      Class<?> type =
          Class.forName("ai.djl.pytorch.jni.PyTorchLibrary", true, JniUtils.class.getClassLoader());
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      Object library = lookup.findStaticGetter(type, "LIB", type).invoke();
      MethodType copies = MethodType.methodType(long.class, long.class);
      MethodType deletes = MethodType.methodType(void.class, long.class);
      DETACH = lookup.findVirtual(type, "torchDetachGrad", copies).bindTo(library);
      CLONE = lookup.findVirtual(type, "tensorClone", copies).bindTo(library);
      DELETE = lookup.findVirtual(type, "torchDeleteTensor", deletes).bindTo(library);
    } catch (Throwable e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private TorchCopies() {}

  /** A second handle of the same memory, without a graph. */
  static long alias(long handle) {
    try {
      return (long) DETACH.invokeExact(handle);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** A copy of the memory, without a graph. */
  static long copy(long handle) {
    long alias = alias(handle);
    try {
      return (long) CLONE.invokeExact(alias);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    } finally {
      delete(alias);
    }
  }

  static void delete(long handle) {
    try {
      DELETE.invokeExact(handle);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** All elements of a float32 or float64 tensor, row by row; null of any other. */
  static double[] read(PtNDArray array) {
    double[][] copied = {null};
    ReadOutcome outcome = Torch.read(array, (buffer, type) -> copied[0] = doubles(buffer, type));
    return outcome == ReadOutcome.READ ? copied[0] : null;
  }

  /** The same of a tensor's gradient; null where it has none. */
  static double[] readGradient(PtNDArray array) {
    double[][] copied = {null};
    ReadOutcome outcome =
        Torch.readGradient(array, (buffer, type) -> copied[0] = doubles(buffer, type));
    return outcome == ReadOutcome.READ ? copied[0] : null;
  }

  private static double[] doubles(ByteBuffer buffer, ElementType type) {
    ByteBuffer elements = buffer.duplicate().order(ByteOrder.nativeOrder());
    if (type != ElementType.FLOAT32 && type != ElementType.FLOAT64) {
      return null;
    }
    double[] all = new double[elements.remaining() / type.bytes()];
    for (int i = 0; i < all.length; i++) {
      all[i] = type == ElementType.FLOAT32 ? elements.getFloat() : elements.getDouble();
    }
    return all;
  }

  /** Bytes of a tensor's elements. */
  static long bytes(PtNDArray array) {
    Shape shape = array.getShape();
    return shape.size() * array.getDataType().getNumOfBytes();
  }
}
