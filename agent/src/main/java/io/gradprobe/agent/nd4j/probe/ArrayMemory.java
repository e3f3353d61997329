package io.gradprobe.agent.nd4j.probe;

import io.gradprobe.runtime.tensor.ElementType;
import io.gradprobe.runtime.tensor.ReadOutcome;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reads ND4J's arrays where they lie. One that is dense is read without a copy, in the order of its
 * memory; one that is not, such as a column, is gathered element by element. Arrays of a GPU are
 * not read: what ND4J holds on the host of them may be out of date.
 */
public final class ArrayMemory {
  /** Of an array that is not dense no more elements are gathered. */
  private static final long MOST_GATHERED = 1L << 20;

  private static final String HOST_BUFFERS = "org.nd4j.linalg.cpu.";

  /** What is done with the elements of an array. */
  @FunctionalInterface
  public interface Reader {
    /** Reads them: from the buffer's position to its limit, in the machine's byte order. */
    void read(ByteBuffer elements, ElementType type);
  }

  private ArrayMemory() {}

  /** Reads all elements, in whatever order they lie. */
  public static ReadOutcome read(INDArray array, Reader reader) {
    return read(array, Long.MAX_VALUE, false, reader);
  }

  /**
   * Reads the first samples of an array in its logical order, first axis outermost.
   *
   * @param samples how many elements of the first axis, at most
   */
  public static ReadOutcome readSamples(INDArray array, long samples, Reader reader) {
    return read(array, samples, true, reader);
  }

  private static ReadOutcome read(INDArray array, long samples, boolean inOrder, Reader reader) {
    if (!isReadable(array)) {
      return ReadOutcome.UNREADABLE;
    }
    ElementType type = type(array.dataType());
    ByteBuffer memory = array.data().asNio();
    if (type == null || memory == null) {
      return ReadOutcome.UNREADABLE;
    }
    long[] shape = array.shape().clone();
    if (shape.length > 0 && samples < shape[0]) {
      shape[0] = samples;
    }
    long[] stride = array.stride();
    long size = product(shape);
    boolean dense = isInOrder(shape, stride) || (!inOrder && isDense(shape, stride));
    long from = array.offset() * type.bytes();
    if (dense) {
      if (from + size * type.bytes() > memory.limit()) {
        return ReadOutcome.UNREADABLE;
      }
      memory.limit((int) (from + size * type.bytes()));
      memory.position((int) from);
      reader.read(memory, type);
    } else if (size <= MOST_GATHERED) {
      reader.read(gathered(memory, type, array.offset(), shape, stride, (int) size), type);
    } else {
      return ReadOutcome.UNREADABLE;
    }
    Reference.reachabilityFence(array);
    return ReadOutcome.READ;
  }

  /** Whether the array is alive, holds something, and lies in the host's memory. */
  public static boolean isReadable(INDArray array) {
    return array != null
        && !array.isEmpty()
        && !array.wasClosed()
        && array.data() != null
        && isOnHost(array.data());
  }

  /** Whether a buffer is the host's own. */
  public static boolean isOnHost(DataBuffer buffer) {
    return buffer.getClass().getName().startsWith(HOST_BUFFERS);
  }

  /** Address of the array's first element; 0 where it can't be read. */
  public static long address(INDArray array) {
    if (array == null || array.isEmpty()) {
      return 0;
    }
    DataBuffer data = array.data();
    return data == null || data.wasClosed()
        ? 0
        : data.address() + array.offset() * data.getElementSize();
  }

  /** How elements of a type are stored; null where they are no numbers. */
  public static ElementType type(DataType type) {
    return switch (type) {
      case FLOAT -> ElementType.FLOAT32;
      case DOUBLE -> ElementType.FLOAT64;
      case HALF -> ElementType.FLOAT16;
      case BFLOAT16 -> ElementType.BFLOAT16;
      case BYTE -> ElementType.INT8;
      case UBYTE -> ElementType.UINT8;
      case INT -> ElementType.INT32;
      case LONG -> ElementType.INT64;
      case BOOL -> ElementType.BOOL;
      default -> null;
    };
  }

  /** Whether the elements lie together without a gap, in whatever order of the axes. */
  static boolean isDense(INDArray array) {
    return isDense(array.shape(), array.stride());
  }

  private static boolean isDense(long[] shape, long[] stride) {
    long expected = 1;
    for (int done = 0; done < shape.length; done++) {
      int next = axisOf(expected, shape, stride);
      if (next < 0) {
        break;
      }
      expected *= shape[next];
    }
    return expected == product(shape);
  }

  /** The axis of more than one element along which neighbours are so far apart; -1 for none. */
  private static int axisOf(long distance, long[] shape, long[] stride) {
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] != 1 && stride[axis] == distance) {
        return axis;
      }
    }
    return -1;
  }

  private static boolean isInOrder(long[] shape, long[] stride) {
    long expected = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      if (shape[axis] != 1 && stride[axis] != expected) {
        return false;
      }
      expected *= shape[axis];
    }
    return true;
  }

  private static long product(long[] shape) {
    long size = 1;
    for (long n : shape) {
      size *= n;
    }
    return size;
  }

  private static ByteBuffer gathered(
      ByteBuffer memory, ElementType type, long offset, long[] shape, long[] stride, int size) {
    int width = type.bytes();
    ByteBuffer out = ByteBuffer.allocate(size * width).order(ByteOrder.nativeOrder());
    memory.order(ByteOrder.nativeOrder());
    long[] at = new long[shape.length];
    long element = offset;
    for (int i = 0; i < size; i++) {
      int from = (int) (element * width);
      switch (width) {
        case 4 -> out.putInt(memory.getInt(from));
        case 8 -> out.putLong(memory.getLong(from));
        case 2 -> out.putShort(memory.getShort(from));
        default -> out.put(memory.get(from));
      }
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        element += stride[axis];
        if (++at[axis] < shape[axis]) {
          break;
        }
        element -= at[axis] * stride[axis];
        at[axis] = 0;
      }
    }
    return out.flip();
  }
}
