package io.gradprobe.agent.custom.heap;

import io.gradprobe.runtime.tensor.ElementType;
import io.gradprobe.runtime.tensor.TensorKernels;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * All numbers below one object, in order: arrays and buffers of {@code double} or {@code float},
 * boxes, arrays and lists of these, and the program's own objects by way of a {@link Leaf}. Copied
 * into memory that {@link io.gradprobe.runtime.tensor.TensorKernels} reads. One instance a thread,
 * filled anew each time.
 */
final class Elements {
  private static final ThreadLocal<Elements> OF_THREAD = ThreadLocal.withInitial(Elements::new);
  private static final int SMALLEST = 1 << 12;
  private static final int MOST = 1 << 30;

  private ByteBuffer memory = allocate(SMALLEST);
  private ElementType type;
  private boolean unreadable;

  private Elements() {}

  /**
   * The numbers below an object.
   *
   * @param leaf the way on from the program's own objects; null where there are none
   * @return null where there are no numbers, or something else is among them
   */
  static Elements of(Object holder, Leaf leaf) {
    Elements elements = OF_THREAD.get();
    elements.memory.clear();
    elements.type = null;
    elements.unreadable = false;
    elements.add(holder, leaf);
    elements.memory.flip();
    return elements.unreadable || elements.type == null ? null : elements;
  }

  /** The numbers, from position to limit, in the machine's byte order. */
  ByteBuffer buffer() {
    return memory;
  }

  ElementType type() {
    return type;
  }

  int count() {
    return memory.remaining() / type.bytes();
  }

  /** All of them. */
  double[] copy() {
    double[] copy = new double[count()];
    TensorKernels.sample(memory, type, copy);
    return copy;
  }

  /** The first of them. */
  double first() {
    return type == ElementType.FLOAT32 ? memory.getFloat(0) : memory.getDouble(0);
  }

  private void add(Object holder, Leaf leaf) {
    if (holder instanceof double[] array) {
      if (room(array.length, ElementType.FLOAT64)) {
        memory.asDoubleBuffer().put(array);
        memory.position(memory.position() + array.length * Double.BYTES);
      }
    } else if (holder instanceof float[] array) {
      if (room(array.length, ElementType.FLOAT32)) {
        memory.asFloatBuffer().put(array);
        memory.position(memory.position() + array.length * Float.BYTES);
      }
    } else if (holder instanceof DoubleBuffer numbers) {
      DoubleBuffer all = numbers.duplicate().clear();
      if (room(all.remaining(), ElementType.FLOAT64)) {
        int bytes = all.remaining() * Double.BYTES;
        memory.asDoubleBuffer().put(all);
        memory.position(memory.position() + bytes);
      }
    } else if (holder instanceof FloatBuffer numbers) {
      FloatBuffer all = numbers.duplicate().clear();
      if (room(all.remaining(), ElementType.FLOAT32)) {
        int bytes = all.remaining() * Float.BYTES;
        memory.asFloatBuffer().put(all);
        memory.position(memory.position() + bytes);
      }
    } else if (holder instanceof Object[] array) {
      for (Object element : array) {
        add(element, leaf);
      }
    } else if (holder instanceof List<?> list) {
      for (Object element : list) {
        add(element, leaf);
      }
    } else if (holder instanceof Double number) {
      put(number, ElementType.FLOAT64);
    } else if (holder instanceof Float number) {
      put(number, ElementType.FLOAT32);
    } else if (holder != null && leaf != null) {
      addOwn(holder, leaf);
    } else {
      unreadable |= holder != null;
    }
  }

  private void addOwn(Object owner, Leaf leaf) {
    if (leaf.isNumber()) {
      put(leaf.number(owner), leaf.isFloat() ? ElementType.FLOAT32 : ElementType.FLOAT64);
    } else {
      add(leaf.holder(owner), null);
    }
  }

  private void put(double number, ElementType of) {
    if (room(1, of)) {
      if (of == ElementType.FLOAT32) {
        memory.putFloat((float) number);
      } else {
        memory.putDouble(number);
      }
    }
  }

  private boolean room(int count, ElementType of) {
    if (type != null && type != of) {
      unreadable = true;
    }
    type = of;
    long wanted = memory.position() + (long) count * of.bytes();
    if (wanted > MOST) {
      unreadable = true;
    }
    if (unreadable) {
      return false;
    }
    if (wanted > memory.capacity()) {
      int size = (int) Math.min(MOST, Math.max(wanted, 2L * memory.capacity()));
      memory = allocate(size).put(memory.flip());
    }
    return true;
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
  }
}
