package io.gradprobe.agent.custom.probe;

import io.gradprobe.agent.custom.binding.MemberRef;
import io.gradprobe.agent.custom.heap.Root;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What hooks have seen of the program's objects: variables, receivers and arguments. */
final class Roots {
  private static final int MOST_OBJECTS = 12;

  private final Map<String, Root> variables = new LinkedHashMap<>();
  private final List<Root> objects = new ArrayList<>();

  /** Variables that hold gradients, by their slots and names. */
  private final Map<String, Root> gradients = new HashMap<>();

  /** What each root was when it was seen first, and the rounds in which it was seen. */
  private final Map<Root, Life> lives = new IdentityHashMap<>();

  private int round;

  private static final class Life {
    final WeakReference<Object> object;
    final int first;
    int last;

    Life(Object object, int round) {
      this.object = new WeakReference<>(object);
      first = round;
      last = round;
    }
  }

  /** Another round of steps begins. */
  void nextRound() {
    round++;
  }

  private void live(Root root, Object object) {
    Life life = lives.get(root);
    if (life == null || !life.object.refersTo(object)) {
      lives.put(root, new Life(object, round));
    } else {
      life.last = Math.max(life.last, round);
    }
  }

  /** Whether a root has been the same object in several rounds: a result is another each time. */
  boolean isSteady(Root root) {
    Life life = lives.get(root);
    Object now = root.get();
    return life != null && now != null && life.object.refersTo(now) && life.last > life.first;
  }

  /** Variables in front of a point inside a method. */
  void see(Site site, Object[] values) {
    List<Site.Variable> passed = site.variables();
    for (int i = 0; i < values.length; i++) {
      Root root = variable(site, passed.get(i));
      root.set(values[i]);
      if (values[i] != null) {
        live(root, values[i]);
        if (site.kind() == Site.Kind.LOOP) {
          // What is there before the loop begins was not made by a step.
          lives.get(root).last = Integer.MAX_VALUE;
        }
      }
    }
  }

  private Root variable(Site site, Site.Variable variable) {
    String key = key(site.className(), site.method() + site.descriptor(), variable.slot());
    String name = variable.name().equals("this") ? "" : variable.name();
    Root gradient = gradients.getOrDefault(key + name, gradients.get(key));
    if (gradient != null) {
      return gradient;
    }
    Root known = variables.get(key);
    // javac gives one slot to several variables, one after the other.
    if (known == null || (!name.isEmpty() && !known.name().equals(name))) {
      known = new Root(name, null);
      variables.put(key, known);
    }
    return known;
  }

  /** The variable of a method; null where no hook has passed it. */
  Root variable(String className, String method, int slot) {
    return variables.get(key(className, method, slot));
  }

  /** The variable that holds a gradient: it is wanted before any hook has passed it. */
  Root gradient(MemberRef local) {
    String method = local.localMethod() + local.localMethodDescriptor();
    String key = key(local.owner(), method, local.localSlot());
    return gradients.computeIfAbsent(
        key + local.name(),
        k -> {
          Root known = variables.get(key);
          boolean isIt = known != null && known.name().equals(local.name());
          return isIt ? known : new Root(local.name(), null);
        });
  }

  private static String key(String className, String method, int slot) {
    return className + "." + method + "#" + slot;
  }

  /** A receiver or an argument. */
  void see(Object object) {
    if (object == null || !mayHold(object.getClass())) {
      return;
    }
    for (Iterator<Root> all = objects.iterator(); all.hasNext(); ) {
      Root root = all.next();
      Object known = root.get();
      if (known == object) {
        live(root, object);
        return;
      }
      if (known == null) {
        all.remove();
        lives.remove(root);
      }
    }
    if (objects.size() >= MOST_OBJECTS) {
      lives.remove(objects.remove(leastOfUse()));
    }
    Root root = new Root("", object);
    objects.add(root);
    live(root, object);
  }

  /** Whether objects of a class may hold others: numbers, and arrays of them, do not. */
  private static boolean mayHold(Class<?> type) {
    Class<?> of = type;
    while (of.isArray()) {
      of = of.getComponentType();
    }
    boolean box = of.getClassLoader() == null && Number.class.isAssignableFrom(of);
    return !of.isPrimitive() && !box && of != String.class;
  }

  /** The eldest of those that were seen in one round alone, or else of all. */
  private int leastOfUse() {
    for (int i = 0; i < objects.size(); i++) {
      Life life = lives.get(objects.get(i));
      if (life.first == life.last && life.last < round) {
        return i;
      }
    }
    return 0;
  }

  /** All of them that are there, variables first. */
  List<Root> all() {
    List<Root> all = new ArrayList<>();
    for (Root root : variables.values()) {
      if (root.get() != null) {
        all.add(root);
      }
    }
    for (Root root : objects) {
      if (root.get() != null) {
        all.add(root);
      }
    }
    return all;
  }

  /** What was there before the loop, and then whatever else was the same in several rounds. */
  List<List<Root>> steady() {
    List<Root> early = beforeLoop();
    return List.of(
        early, all().stream().filter(this::isSteady).filter(r -> !early.contains(r)).toList());
  }

  /** Variables that had their objects before the training loop began. */
  List<Root> beforeLoop() {
    return variables.values().stream()
        .filter(root -> lives.containsKey(root) && isSteady(root))
        .filter(root -> lives.get(root).last == Integer.MAX_VALUE)
        .toList();
  }

  /** Forgets receivers and arguments, and how long anything has lived. */
  void forget() {
    objects.clear();
    lives.clear();
  }
}
