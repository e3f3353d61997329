package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.runtime.tensor.ElementType;
import io.gradprobe.runtime.tensor.ReadOutcome;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.LongArrayRef;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;

/**
 * Reads libtorch's tensors. One that lies dense on the CPU is read in place: no native object is
 * made. Of any other a copy is made on the host, without recording, and freed before the call
 * returns. Sparse tensors are not read.
 */
final class Tensors {
  private static final long BIGGEST = Integer.MAX_VALUE - 8L;

  private Tensors() {}

  /** What is done with a tensor's memory. */
  interface Reader {
    /** Reads the elements, all of them, in memory order. */
    void read(ByteBuffer elements, ElementType type);
  }

  /** Whether the Java object still stands for a tensor that is there. */
  static boolean isThere(TensorBase tensor) {
    return tensor != null && !tensor.isNull() && tensor.defined();
  }

  /** What tells a tensor from all others that are alive: the address of its implementation. */
  static long identity(TensorBase tensor) {
    return tensor.unsafeGetTensorImpl().address();
  }

  /** Reads the elements of a tensor. */
  static ReadOutcome read(TensorBase tensor, Reader reader) {
    if (!isThere(tensor)) {
      return ReadOutcome.UNREADABLE;
    }
    ElementType type = elementType(tensor);
    return type == null
        ? ReadOutcome.UNREADABLE
        : read(tensor, type, tensor.numel() * type.bytes(), tensor.is_cpu(), reader);
  }

  /**
   * Reads the elements of a tensor of which something is known.
   *
   * @param bytes what they take up
   * @param onHost whether it lies on the CPU
   */
  static ReadOutcome read(
      TensorBase tensor, ElementType type, long bytes, boolean onHost, Reader reader) {
    if (bytes > BIGGEST) {
      return ReadOutcome.UNREADABLE;
    }
    if (bytes == 0) {
      reader.read(ByteBuffer.allocate(0), type);
    } else if (onHost && isContiguous(tensor)) {
      reader.read(view(tensor, bytes), type);
    } else if (tensor.is_sparse() || tensor.is_sparse_csr()) {
      return ReadOutcome.UNREADABLE;
    } else {
      readCopy(tensor, bytes, type, reader);
    }
    return ReadOutcome.READ;
  }

  private static boolean isContiguous(TensorBase tensor) {
    try {
      return tensor.is_contiguous();
    } catch (RuntimeException e) {
      // Some kinds of sparse tensors have no answer; to ask all tensors for their kind costs more.
      return false;
    }
  }

  private static ByteBuffer view(TensorBase tensor, long bytes) {
    Pointer data = tensor.data_ptr();
    data.capacity(bytes);
    return data.asByteBuffer();
  }

  private static void readCopy(TensorBase tensor, long bytes, ElementType type, Reader reader) {
    boolean recording = GradMode.is_enabled();
    try (PointerScope scope = new PointerScope()) {
      GradMode.set_enabled(false);
      Tensor copy = new Tensor(tensor).cpu().contiguous();
      reader.read(view(copy, bytes), type);
    } finally {
      GradMode.set_enabled(recording);
    }
  }

  /** The element type as the kernels know it; null where it has no numbers. */
  static ElementType elementType(TensorBase tensor) {
    // Numbers of c10::ScalarType, which are part of libtorch's file format.
    return switch (tensor.scalar_type().value) {
      case 0 -> ElementType.UINT8;
      case 1 -> ElementType.INT8;
      case 3 -> ElementType.INT32;
      case 4 -> ElementType.INT64;
      case 5 -> ElementType.FLOAT16;
      case 6 -> ElementType.FLOAT32;
      case 7 -> ElementType.FLOAT64;
      case 11 -> ElementType.BOOL;
      case 15 -> ElementType.BFLOAT16;
      default -> null;
    };
  }

  /** The element type as its users write it; empty where it has no numbers. */
  static String typeName(TensorBase tensor) {
    ElementType type = elementType(tensor);
    return type == null ? "" : type.name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The sizes of a tensor's dimensions. */
  static long[] sizes(TensorBase tensor) {
    LongArrayRef sizes = tensor.sizes();
    try {
      long[] copy = new long[(int) sizes.size()];
      for (int i = 0; i < copy.length; i++) {
        copy[i] = sizes.get(i);
      }
      return copy;
    } finally {
      sizes.close();
    }
  }
}
