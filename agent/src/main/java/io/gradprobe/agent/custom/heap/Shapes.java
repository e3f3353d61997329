package io.gradprobe.agent.custom.heap;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Sizes by dimension, from nested arrays or from what a flat array's owner says of itself. */
final class Shapes {
  private Shapes() {}

  /**
   * The shape of numbers.
   *
   * @param owner may say it: an {@code int[]}, or two fields, whose product is the number
   * @param holder the numbers
   * @param count how many there are
   */
  static long[] of(Object owner, Object holder, long count) {
    long[] nested = nested(holder);
    if (nested.length > 1 && product(nested) == count) {
      return nested;
    }
    long[] said = owner == null ? null : said(owner, count);
    return said != null ? said : new long[] {count};
  }

  private static long[] nested(Object holder) {
    List<Long> sizes = new ArrayList<>();
    Object at = holder;
    while (at != null) {
      if (at instanceof Object[] array) {
        sizes.add((long) array.length);
        at = array.length == 0 ? null : array[0];
      } else if (at instanceof List<?> list) {
        sizes.add((long) list.size());
        at = list.isEmpty() ? null : list.get(0);
      } else {
        if (at instanceof double[] array) {
          sizes.add((long) array.length);
        } else if (at instanceof float[] array) {
          sizes.add((long) array.length);
        }
        at = null;
      }
    }
    return sizes.stream().mapToLong(Long::longValue).toArray();
  }

  private static long[] said(Object owner, long count) {
    List<Long> ints = new ArrayList<>();
    for (Class<?> c = owner.getClass(); c != null && !Walk.isOpaque(c); c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())) {
          continue;
        }
        try {
          if (field.getType() == int[].class) {
            int[] shape = (int[]) Member.of(field).get(owner);
            if (shape != null && shape.length > 1 && product(shape) == count) {
              return Arrays.stream(shape).asLongStream().toArray();
            }
          } else if (field.getType() == int.class) {
            ints.add((long) (int) Member.of(field).get(owner));
          }
        } catch (IllegalAccessException | RuntimeException e) {
          // A field that can't be read says nothing.
        }
      }
    }
    return ints.size() == 2 && ints.get(0) * ints.get(1) == count
        ? new long[] {ints.get(0), ints.get(1)}
        : null;
  }

  private static long product(long[] sizes) {
    return Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
  }

  private static long product(int[] sizes) {
    return Arrays.stream(sizes).asLongStream().reduce(1, (a, b) -> a * b);
  }

  /** As {@code (3, 4)}. */
  static String text(long[] shape) {
    return Arrays.stream(shape)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
