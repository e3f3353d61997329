package io.gradprobe.agent.custom.heap;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/** Reads and writes all numbers below an object, in the order of {@link Elements}. */
public final class Numbers {
  private final double[] values;
  private int at;

  private Numbers(double[] values) {
    this.values = values;
  }

  /** Copies the numbers of an array, a list, a buffer or a matrix; null where it is none. */
  public static double[] of(Object object) {
    if (object == null || object instanceof Number) {
      return null;
    }
    Leaf leaf = null;
    if (!Inside.isNumbers(object.getClass())) {
      List<Member> inside = Inside.of(object.getClass());
      if (inside == null) {
        return null;
      }
      leaf = new Leaf(inside);
    }
    Elements elements = Elements.of(object, leaf);
    return elements == null ? null : elements.copy();
  }

  /**
   * Writes all.
   *
   * @param leaf the way on from the program's own objects; null where there are none
   * @throws IllegalAccessException where some can't be written
   */
  static void write(Object holder, Leaf leaf, double[] values) throws IllegalAccessException {
    Numbers numbers = new Numbers(values);
    numbers.put(holder, leaf);
    if (numbers.at != values.length) {
      throw new IllegalAccessException("there are " + numbers.at + ", not " + values.length);
    }
  }

  @SuppressWarnings("unchecked")
  private void put(Object holder, Leaf leaf) throws IllegalAccessException {
    if (holder instanceof double[] array) {
      System.arraycopy(values, at, array, 0, array.length);
      at += array.length;
    } else if (holder instanceof float[] array) {
      for (int i = 0; i < array.length; i++) {
        array[i] = (float) values[at++];
      }
    } else if (holder instanceof DoubleBuffer buffer) {
      for (int i = 0; i < buffer.capacity(); i++) {
        buffer.duplicate().clear().put(i, values[at++]);
      }
    } else if (holder instanceof FloatBuffer buffer) {
      for (int i = 0; i < buffer.capacity(); i++) {
        buffer.duplicate().clear().put(i, (float) values[at++]);
      }
    } else if (holder instanceof Object[] array) {
      for (int i = 0; i < array.length; i++) {
        if (array[i] instanceof Number number) {
          array[i] = box(number);
        } else if (array[i] != null) {
          put(array[i], leaf);
        }
      }
    } else if (holder instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        if (list.get(i) instanceof Number number) {
          ((List<Object>) list).set(i, box(number));
        } else if (list.get(i) != null) {
          put(list.get(i), leaf);
        }
      }
    } else if (holder != null && leaf != null) {
      if (leaf.isNumber()) {
        leaf.setNumber(holder, values[at++]);
      } else {
        put(leaf.holder(holder), null);
      }
    } else {
      throw new IllegalAccessException("a value can't be written");
    }
  }

  private Object box(Number before) {
    double value = values[at++];
    return before instanceof Float ? (Object) (float) value : (Object) value;
  }
}
