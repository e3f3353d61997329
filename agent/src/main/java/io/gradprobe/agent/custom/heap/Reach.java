package io.gradprobe.agent.custom.heap;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that can be reached from one root and bears a slot, with the paths to it. Bounded in depth
 * and number.
 */
final class Reach {
  private static final int MOST_OBJECTS = 50_000;
  private static final int MOST_ELEMENTS = 100_000;
  private static final int DEEPEST = 12;

  /**
   * One or more owners of a slot at the end of a path.
   *
   * @param slot what they own
   * @param path to the only owner, or to the array or list that holds them all
   * @param owners the owners
   */
  record Hit(BoundSlot slot, Path path, Object[] owners) {}

  private record Place(Object object, Path path) {}

  private final List<BoundSlot> slots;
  private final List<Hit> hits = new ArrayList<>();
  private final Map<Object, Boolean> seen = new IdentityHashMap<>();
  private final ArrayDeque<Place> queue = new ArrayDeque<>();

  private Reach(List<BoundSlot> slots) {
    this.slots = slots;
  }

  /** What can be reached from a root. */
  static List<Hit> from(Root root, List<BoundSlot> slots) {
    Reach reach = new Reach(slots);
    reach.see(root.get(), Path.of(root));
    reach.go();
    return reach.hits;
  }

  private void go() {
    for (Place at = queue.poll(); at != null; at = queue.poll()) {
      Object object = at.object();
      Path path = at.path();
      if (object instanceof Object[] array) {
        for (int i = 0; i < Math.min(array.length, MOST_ELEMENTS); i++) {
          see(array[i], path.index(i));
        }
      } else if (object instanceof List<?> list) {
        int i = 0;
        for (Object element : list) {
          see(element, path.index(i++));
        }
      } else if (object instanceof Map<?, ?> map) {
        int i = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          Object key = entry.getKey();
          if (key instanceof String || key instanceof Number || key instanceof Enum) {
            see(entry.getValue(), path.key(key, i++));
          }
        }
      } else {
        int i = 0;
        for (Member member : Walk.fields(object.getClass())) {
          if (!isKeptIn(member)) {
            see(member.get(object), path.field(member, i));
          }
          i++;
        }
      }
    }
  }

  private void see(Object object, Path path) {
    if (object == null) {
      return;
    }
    if (isGroup(object)) {
      group(object, path);
      return;
    }
    boolean isNew = seen.size() < MOST_OBJECTS && seen.put(object, true) == null;
    boolean scalar = false;
    for (BoundSlot slot : slots) {
      if (slot.owner() != null && !slot.isStaticField() && slot.owner().isInstance(object)) {
        hits.add(new Hit(slot, path, new Object[] {object}));
        scalar |= slot.isScalar();
      }
    }
    // A node of a graph of single numbers leads to all others: the way ends there.
    boolean leads = !scalar || hasOtherFields(object);
    if (isNew && leads && path.length() < DEEPEST && isPassable(object)) {
      queue.add(new Place(object, path));
    }
  }

  /** What a slot keeps is its own: a gradient may be of the same class as what has it. */
  private boolean isKeptIn(Member member) {
    for (BoundSlot slot : slots) {
      if (slot.isKeptIn(member)) {
        return true;
      }
    }
    return false;
  }

  /** A model of single numbers may also have blocks below it; a node has only its like. */
  private static boolean hasOtherFields(Object object) {
    for (Member member : Walk.fields(object.getClass())) {
      Class<?> type = member.type();
      while (type.isArray()) {
        type = type.getComponentType();
      }
      if (!Walk.isOpaque(type) && !type.isInstance(object) && !type.isInterface()) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPassable(Object object) {
    return object instanceof Object[]
        || object instanceof List
        || object instanceof Map
        || !Walk.isOpaque(object.getClass());
  }

  /** Whether an array or list holds nothing but owners of single numbers, maybe in rows. */
  private boolean isGroup(Object object) {
    if (object instanceof Object[] array) {
      return array.length > 0
          && isGroupElement(array[0])
          && isGroupElement(array[array.length - 1]);
    }
    if (object instanceof List<?> list) {
      return !list.isEmpty() && isGroupElement(list.get(0));
    }
    return false;
  }

  private boolean isGroupElement(Object element) {
    return element instanceof Object[] || element instanceof List
        ? isGroup(element)
        : scalarSlot(element) != null;
  }

  private BoundSlot scalarSlot(Object object) {
    for (BoundSlot slot : slots) {
      if (slot.isScalar() && slot.owner() != null && slot.owner().isInstance(object)) {
        return slot;
      }
    }
    return null;
  }

  private void group(Object object, Path path) {
    List<Object> owners = new ArrayList<>();
    collect(object, owners);
    for (BoundSlot slot : slots) {
      if (slot.isScalar() && slot.owner() != null && slot.owner().isInstance(owners.get(0))) {
        hits.add(new Hit(slot, path, owners.toArray()));
      }
    }
  }

  private void collect(Object object, List<Object> into) {
    if (into.size() >= MOST_ELEMENTS) {
      return;
    }
    if (object instanceof Object[] array) {
      for (Object element : array) {
        collect(element, into);
      }
    } else if (object instanceof List<?> list) {
      for (Object element : list) {
        collect(element, into);
      }
    } else if (object != null) {
      into.add(object);
    }
  }
}
