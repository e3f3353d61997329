package io.gradprobe.agent.custom.replay;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.Set;

/** Makes recorded calls again, each with what those before it have made this time. */
final class Replay {
  private final List<Entry> calls;
  private final ClassLoader loader;

  Replay(List<Entry> calls, ClassLoader loader) {
    this.calls = List.copyOf(calls);
    this.loader = loader;
  }

  /** The first method that does what can't be put back; null where none does. */
  RecordedMethod impure() {
    return calls.stream().filter(c -> !c.isPure).map(c -> c.method).findFirst().orElse(null);
  }

  /** All objects that the calls begin from, but for those that the calls themselves make. */
  Set<Object> roots() {
    Set<Object> made = Collections.newSetFromMap(new IdentityHashMap<>());
    calls.forEach(call -> made.add(call.result));
    Set<Object> roots = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Entry entry : calls) {
      for (Object passed : entry.call) {
        gather(passed, made, roots);
      }
    }
    return roots;
  }

  private static void gather(Object passed, Set<Object> made, Set<Object> roots) {
    if (passed == null || made.contains(passed) || roots.contains(passed)) {
      return;
    }
    if (passed instanceof Object[] array && holds(array, made)) {
      for (Object element : array) {
        gather(element, made, roots);
      }
    } else if (isPlainList(passed) && holds(((List<?>) passed).toArray(), made)) {
      for (Object element : (List<?>) passed) {
        gather(element, made, roots);
      }
    } else {
      roots.add(passed);
    }
  }

  private static boolean holds(Object[] array, Set<Object> made) {
    for (Object element : array) {
      if (made.contains(element) || element instanceof Object[] inner && holds(inner, made)) {
        return true;
      }
    }
    return false;
  }

  /** Makes all calls; the result of the last one. */
  Object run() throws ReflectiveOperationException {
    Map<Object, Object> now = new IdentityHashMap<>();
    Object last = null;
    Replaying.begin();
    try {
      for (Entry entry : calls) {
        Object[] call = entry.call.clone();
        for (int i = 0; i < call.length; i++) {
          call[i] = substitute(call[i], now);
        }
        last = entry.method.call(call, loader);
        if (entry.result != null) {
          now.put(entry.result, last);
        }
      }
    } finally {
      Replaying.end();
    }
    return last;
  }

  /** The object with others in its place, or in the places of the elements of an array or list. */
  static Object substitute(Object object, Map<Object, Object> instead) {
    if (object == null || instead.isEmpty()) {
      return object;
    }
    if (instead.containsKey(object)) {
      return instead.get(object);
    }
    if (object instanceof Object[] array) {
      Object[] copy = null;
      for (int i = 0; i < array.length; i++) {
        Object other = substitute(array[i], instead);
        if (other != array[i]) {
          copy = copy == null ? array.clone() : copy;
          copy[i] = other;
        }
      }
      return copy == null ? object : copy;
    }
    if (isPlainList(object)) {
      List<Object> copy = null;
      List<?> list = (List<?>) object;
      for (int i = 0; i < list.size(); i++) {
        Object other = substitute(list.get(i), instead);
        if (other != list.get(i)) {
          copy = copy == null ? new ArrayList<>(list) : copy;
          copy.set(i, other);
        }
      }
      return copy == null ? object : copy;
    }
    return object;
  }

  /** Whether it is a list of the JDK's that is read by its indices. */
  static boolean isPlainList(Object object) {
    return object instanceof List
        && object instanceof RandomAccess
        && object.getClass().getName().startsWith("java.util.");
  }
}
