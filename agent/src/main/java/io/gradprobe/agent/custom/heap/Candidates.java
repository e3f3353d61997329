package io.gradprobe.agent.custom.heap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds what may be parameters from the roots that hooks have seen, each once, under the name that
 * the program's user would give it: the path of fields from the outermost object.
 */
public final class Candidates {
  private static final int MOST = 4096;

  private final List<BoundSlot> slots;
  private final List<Candidate> found = new ArrayList<>();

  /** Owners that have been found, by slot. */
  private final Map<BoundSlot, Map<Object, Boolean>> covered = new IdentityHashMap<>();

  private Candidates(List<BoundSlot> slots) {
    this.slots = slots;
    slots.forEach(slot -> covered.put(slot, new IdentityHashMap<>()));
  }

  /**
   * All candidates below the roots.
   *
   * @param roots objects, the most telling first
   */
  public static List<Candidate> below(List<Root> roots, List<BoundSlot> slots) {
    Candidates candidates = new Candidates(slots);
    candidates.search(roots);
    return candidates.found;
  }

  private record Reached(Root root, List<Reach.Hit> hits) {}

  private void search(List<Root> roots) {
    List<Reached> all = new ArrayList<>();
    for (Root root : roots) {
      List<Reach.Hit> hits = Reach.from(root, slots);
      if (!hits.isEmpty()) {
        hits.sort(
            Comparator.comparingInt((Reach.Hit hit) -> hit.owners().length)
                .thenComparing(hit -> hit.path().endsInIndex())
                .thenComparingInt(hit -> hit.path().length()));
        all.add(new Reached(root, hits));
      }
    }
    while (!all.isEmpty() && found.size() < MOST) {
      Reached best = null;
      long most = 0;
      long shortest = 0;
      for (Reached reached : all) {
        long news = 0;
        long length = 0;
        for (Reach.Hit hit : reached.hits()) {
          if (isNew(hit)) {
            news += hit.owners().length;
            length += hit.path().length();
          }
        }
        if (news > most || (news == most && news > 0 && length < shortest)) {
          best = reached;
          most = news;
          shortest = length;
        }
      }
      if (best == null) {
        return;
      }
      all.remove(best);
      int before = found.size();
      for (Reach.Hit hit : best.hits()) {
        if (isNew(hit) && found.size() < MOST) {
          take(best.root(), hit);
        }
      }
      // Found by size of group; shown in the order of the model.
      List<Reach.Hit> order = best.hits();
      found.subList(before, found.size()).sort(Comparator.comparing(c -> key(c.name())));
      order.clear();
    }
  }

  /** Numbers sort by their size: {@code layers[10]} after {@code layers[9]}. */
  private static String key(String name) {
    StringBuilder key = new StringBuilder();
    int at = 0;
    while (at < name.length()) {
      int end = at;
      while (end < name.length() && Character.isDigit(name.charAt(end))) {
        end++;
      }
      if (end > at) {
        key.append("0".repeat(Math.max(0, 9 - (end - at)))).append(name, at, end);
        at = end;
      } else {
        key.append(name.charAt(at++));
      }
    }
    return key.toString();
  }

  private boolean isNew(Reach.Hit hit) {
    Map<Object, Boolean> known = covered.get(hit.slot());
    for (Object owner : hit.owners()) {
      if (known.containsKey(owner)) {
        return false;
      }
    }
    return true;
  }

  private void take(Root root, Reach.Hit hit) {
    BoundSlot slot = hit.slot();
    Object example = hit.owners()[0];
    Leaf value = slot.valueLeaf(example);
    if (value == null) {
      return;
    }
    Leaf gradient = slot.gradientLeaf(example);
    Object there = hit.path().get();
    Elements elements = Elements.of(there, value);
    if (elements == null || elements.count() == 0) {
      return;
    }
    long count = elements.count();
    long[] shape =
        hit.owners().length > 1 || slot.isScalar()
            ? new long[] {count}
            : Shapes.of(example, value.holder(example), count);
    String name = name(root, hit);
    String path = hit.path().text();
    Map<Object, Boolean> known = covered.get(slot);
    for (Object owner : hit.owners()) {
      known.put(owner, true);
    }
    boolean ofOwner = !slot.suffix().isEmpty() && hit.owners().length == 1;
    String block = ofOwner ? path : path.substring(0, Math.max(0, path.lastIndexOf('.')));
    found.add(
        new Candidate(
            slot,
            root,
            name,
            new HeapParameter(
                hit.path(), value, gradient == null ? null : hit.path(), gradient, shape),
            hit.owners(),
            Shapes.text(shape),
            count,
            type(elements),
            block));
  }

  private static String type(Elements elements) {
    return elements.type().name().toLowerCase(Locale.ROOT);
  }

  /**
   * A parameter that stands in a variable or a static field of its own.
   *
   * @param value where its numbers are
   * @param gradient where its gradient is; null where there is none
   * @return null where there are no numbers now
   */
  public static Candidate bare(BoundSlot slot, Root value, Root gradient) {
    Object holder = value.get();
    Leaf leaf = way(slot, holder, false);
    Elements elements = holder == null ? null : Elements.of(holder, leaf);
    if (elements == null || elements.count() == 0) {
      return null;
    }
    long count = elements.count();
    String type = type(elements);
    Object numbers = leaf == null ? holder : leaf.holder(holder);
    long[] shape = Shapes.of(leaf == null ? null : holder, numbers, count);
    Object slope = gradient == null ? null : gradient.get();
    return new Candidate(
        slot,
        value,
        value.name(),
        new HeapParameter(
            Path.of(value),
            leaf,
            gradient == null ? null : Path.of(gradient),
            slope == null ? leaf : way(slot, slope, true),
            shape),
        new Object[] {holder},
        Shapes.text(shape),
        count,
        type,
        "");
  }

  private static Leaf way(BoundSlot slot, Object holder, boolean ofGradient) {
    if (holder == null || Inside.isNumbers(holder.getClass())) {
      return null;
    }
    Leaf said = ofGradient ? slot.gradientLeaf(holder) : slot.valueLeaf(holder);
    if (said != null) {
      return said;
    }
    List<Member> inside = Inside.of(holder.getClass());
    return inside == null ? null : new Leaf(inside);
  }

  private String name(Root root, Reach.Hit hit) {
    String path = hit.path().text();
    boolean shares = false;
    for (BoundSlot other : slots) {
      shares |= other != hit.slot() && other.owner() == hit.slot().owner();
    }
    String suffix = shares ? hit.slot().valueName() : hit.slot().suffix();
    if (path.isEmpty() && suffix.isEmpty()) {
      return root.name().isEmpty() ? hit.slot().valueName() : root.name();
    }
    return path.isEmpty() || suffix.isEmpty() ? path + suffix : path + "." + suffix;
  }
}
