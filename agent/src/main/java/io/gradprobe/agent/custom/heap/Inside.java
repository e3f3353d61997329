package io.gradprobe.agent.custom.heap;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where an object of the program's own that stands for numbers (a matrix, a storage) has them. */
final class Inside {
  /** A matrix has a storage, a storage has an array. */
  private static final int DEEPEST = 3;

  private static final List<String> USUAL =
      List.of("data", "value", "storage", "element", "array", "buf", "matrix");

  private Inside() {}

  /** Whether a type is numbers itself: arrays, buffers, boxes and lists of them. */
  static boolean isNumbers(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    return element == double.class
        || element == float.class
        || Number.class.isAssignableFrom(element)
        || DoubleBuffer.class.isAssignableFrom(element)
        || FloatBuffer.class.isAssignableFrom(element)
        || List.class.isAssignableFrom(element);
  }

  /** The members from an object of that class to its numbers; null where that is not plain. */
  static List<Member> of(Class<?> type) {
    return of(type, DEEPEST);
  }

  private static List<Member> of(Class<?> type, int depth) {
    if (depth == 0 || type.isInterface() || Walk.isOpaque(type)) {
      return null;
    }
    Field chosen = only(type, true);
    boolean numbers = chosen != null;
    if (!numbers) {
      chosen = only(type, false);
    }
    if (chosen == null) {
      return null;
    }
    List<Member> way = new ArrayList<>();
    try {
      way.add(Member.of(chosen));
    } catch (IllegalAccessException | RuntimeException e) {
      return null;
    }
    if (!numbers) {
      List<Member> rest = of(chosen.getType(), depth - 1);
      if (rest == null) {
        return null;
      }
      way.addAll(rest);
    }
    return way;
  }

  /** The only field that may hold the numbers, or the only one of them that bears a usual name. */
  private static Field only(Class<?> type, boolean numbers) {
    List<Field> all = new ArrayList<>();
    for (Class<?> c = type; c != null && !Walk.isOpaque(c); c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        boolean fits =
            numbers
                ? field.getType().isArray() && isNumbers(field.getType())
                : !field.getType().isPrimitive()
                    && !field.getType().isArray()
                    && isUsual(field.getName());
        if (fits && !Modifier.isStatic(field.getModifiers())) {
          all.add(field);
        }
      }
    }
    if (all.size() > 1) {
      all.removeIf(field -> !isUsual(field.getName()));
    }
    return all.size() == 1 ? all.get(0) : null;
  }

  private static boolean isUsual(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return USUAL.stream().anyMatch(lower::startsWith);
  }
}
