package io.gradprobe.agent.custom.heap;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The state of all that can be reached from some objects and from the static fields of some
 * classes, bit by bit, so that it can be put back: arrays, fields of the program's own objects, and
 * those of collections, random generators and the like. Kept for the time of one check.
 */
public final class Snapshot {
  private static final int MOST_OBJECTS = 500_000;
  private static final long MOST_BYTES = 256L << 20;

  /** Classes of the JDK whose objects have a state that the program may change. */
  private static final String[] STATEFUL = {
    "java.util.", "java.nio.", "java.lang.AbstractStringBuilder", "java.lang.StringBu"
  };

  private static final String[] STATELESS = {
    "java.util.function.",
    "java.util.stream.",
    "java.util.regex.",
    "java.util.logging.",
    "java.util.jar.",
    "java.util.zip.",
    "java.util.concurrent.locks.",
    "java.util.Locale",
    "java.nio.file.",
    "java.nio.channels.",
    "java.nio.charset."
  };

  private static final ClassValue<List<Field>> FIELDS =
      new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
          return fields(type);
        }
      };

  private record ArrayState(Object array, Object copy) {}

  private record FieldState(Object owner, Field field, Object value) {}

  private final List<ArrayState> arrays = new ArrayList<>();
  private final List<FieldState> fields = new ArrayList<>();
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Object> queue = new ArrayDeque<>();
  private final Map<Class<?>, Boolean> stateful = new HashMap<>();
  private long bytes;

  private Snapshot() {}

  /**
   * Takes it.
   *
   * @param roots objects; null ones are left out
   * @param classes whose static fields belong to it
   * @throws IllegalAccessException where something can't be read
   * @throws IllegalStateException where it is too much
   */
  public static Snapshot of(Collection<?> roots, Collection<Class<?>> classes)
      throws IllegalAccessException {
    Snapshot snapshot = new Snapshot();
    roots.forEach(snapshot::see);
    for (Class<?> one : classes) {
      for (Field field : one.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())) {
          Opening.open(field);
          snapshot.keep(null, field);
        }
      }
    }
    while (!snapshot.queue.isEmpty()) {
      snapshot.keep(snapshot.queue.remove());
    }
    return snapshot;
  }

  /**
   * The state now of all that belongs to another one, and of what can be reached besides.
   *
   * @param other to be followed, so that this one can put back what that one puts back
   */
  public static Snapshot after(Snapshot other, Collection<?> roots, Collection<Class<?>> classes)
      throws IllegalAccessException {
    List<Object> all = new ArrayList<>(other.seen);
    all.addAll(roots);
    return of(all, classes);
  }

  /** Puts all back. */
  public void restore() throws IllegalAccessException {
    for (FieldState state : fields) {
      state.field.set(state.owner, state.value);
    }
    for (ArrayState state : arrays) {
      System.arraycopy(state.copy, 0, state.array, 0, Array.getLength(state.array));
    }
  }

  private void see(Object object) {
    if (object != null && isStateful(object.getClass()) && seen.add(object)) {
      if (seen.size() > MOST_OBJECTS) {
        throw new IllegalStateException("there is too much to be put back");
      }
      queue.add(object);
    }
  }

  private boolean isStateful(Class<?> type) {
    return stateful.computeIfAbsent(type, Snapshot::hasState);
  }

  private static boolean hasState(Class<?> type) {
    if (type.isArray()) {
      return true;
    }
    if (type.isHidden()) {
      // What a lambda has captured never changes, but may lead to what does.
      return true;
    }
    if (!Walk.isOpaque(type)) {
      return true;
    }
    for (String stateless : STATELESS) {
      if (type.getName().startsWith(stateless)) {
        return false;
      }
    }
    for (String name : STATEFUL) {
      if (type.getName().startsWith(name)) {
        return true;
      }
    }
    return type.isEnum() && type.getClassLoader() != null;
  }

  private void keep(Object object) throws IllegalAccessException {
    Class<?> type = object.getClass();
    if (!type.isArray()) {
      for (Field field : FIELDS.get(type)) {
        keep(object, field);
      }
      return;
    }
    int length = Array.getLength(object);
    bytes += 8L * length;
    if (bytes > MOST_BYTES) {
      throw new IllegalStateException("there is too much to be put back");
    }
    Object copy = Array.newInstance(type.getComponentType(), length);
    System.arraycopy(object, 0, copy, 0, length);
    arrays.add(new ArrayState(object, copy));
    if (object instanceof Object[] elements) {
      for (Object element : elements) {
        see(element);
      }
    }
  }

  private void keep(Object owner, Field field) throws IllegalAccessException {
    Object value = field.get(owner);
    if (!Modifier.isFinal(field.getModifiers())) {
      fields.add(new FieldState(owner, field, value));
    }
    if (!field.getType().isPrimitive()) {
      see(value);
    }
  }

  private static List<Field> fields(Class<?> type) {
    List<Field> found = new ArrayList<>();
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        boolean changes = !Modifier.isFinal(field.getModifiers()) || !field.getType().isPrimitive();
        if (!Modifier.isStatic(field.getModifiers()) && changes) {
          Opening.open(field);
          found.add(field);
        }
      }
    }
    return found;
  }
}
