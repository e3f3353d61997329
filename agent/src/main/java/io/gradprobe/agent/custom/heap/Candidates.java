package io.gradprobe.agent.custom.heap;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

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
   * @param tiers roots; what is found from those of one tier is not looked for from those of later
   *     ones
   */
  public static List<Candidate> below(List<List<Root>> tiers, List<BoundSlot> slots) {
    Candidates candidates = new Candidates(slots);
    for (List<Root> roots : tiers) {
      int before = candidates.found.size();
      candidates.search(roots);
      List<Candidate> news = candidates.found.subList(before, candidates.found.size());
      news.sort(Comparator.comparingInt(candidate -> roots.indexOf(candidate.root())));
    }
    Units.find(candidates.found);
    return candidates.found;
  }

  private void search(List<Root> roots) {
    List<List<Reach.Hit>> all = new ArrayList<>();
    for (Root root : roots) {
      List<Reach.Hit> hits = Reach.from(root, slots);
      if (!hits.isEmpty()) {
        hits.sort(
            Comparator.comparingInt((Reach.Hit hit) -> hit.owners().length)
                .thenComparing(hit -> hit.path().endsInIndex())
                .thenComparingInt(hit -> hit.path().length()));
        all.add(hits);
      }
    }
    List<List<Reach.Hit>> lists = new ArrayList<>(all);
    lists.removeIf(hits -> !isList(hits));
    all.removeAll(lists);
    takeBestFirst(all);
    // Of lists and arrays the shorter one tells more: all parameters may be gathered in a long one.
    lists.sort(Comparator.comparingInt(List::size));
    lists.forEach(this::takeAll);
  }

  private static boolean isList(List<Reach.Hit> hits) {
    Object root = hits.get(0).path().root().get();
    return root instanceof Object[] || root instanceof List;
  }

  /** The root first from which the most is reached that is not known yet, by the shortest paths. */
  private void takeBestFirst(List<List<Reach.Hit>> all) {
    while (!all.isEmpty()) {
      List<Reach.Hit> best = null;
      long most = 0;
      long shortest = 0;
      for (List<Reach.Hit> hits : all) {
        long news = 0;
        long length = 0;
        for (Reach.Hit hit : hits) {
          if (isNew(hit)) {
            news += hit.owners().length;
            length += hit.path().length();
          }
        }
        if (news > most || (news == most && news > 0 && length < shortest)) {
          best = hits;
          most = news;
          shortest = length;
        }
      }
      if (best == null) {
        return;
      }
      all.remove(best);
      takeAll(best);
    }
  }

  private void takeAll(List<Reach.Hit> hits) {
    int before = found.size();
    for (Reach.Hit hit : hits) {
      if (isNew(hit) && found.size() < MOST) {
        take(hit);
      }
    }
    // They were taken by the size of their group; they are shown in the order of the source.
    found.subList(before, found.size()).sort(Candidates::inOrderOfSource);
  }

  private static int inOrderOfSource(Candidate a, Candidate b) {
    int byPath = Arrays.compare(a.path().places(), b.path().places());
    return byPath != 0 ? byPath : a.slot().place() - b.slot().place();
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

  private void take(Reach.Hit hit) {
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
    String name = name(hit);
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
            hit.path(),
            name,
            new HeapParameter(
                hit.path(), value, gradient == null ? null : hit.path(), gradient, shape),
            new WeakReference<>(example),
            hit.owners().length > 1,
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
        Path.of(value),
        value.name(),
        new HeapParameter(
            Path.of(value),
            leaf,
            gradient == null ? null : Path.of(gradient),
            slope == null ? leaf : way(slot, slope, true),
            shape),
        new WeakReference<>(holder),
        false,
        Shapes.text(shape),
        count,
        type,
        "");
  }

  /** The owners of a slot that can be reached from an object, whatever their paths. */
  public static Set<Object> owners(List<Object> from, List<BoundSlot> slots) {
    Set<Object> owners = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Object object : from) {
      for (Reach.Hit hit : Reach.from(new Root("", object), slots)) {
        owners.addAll(Arrays.asList(hit.owners()));
      }
    }
    return owners;
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

  private String name(Reach.Hit hit) {
    Root root = hit.path().root();
    String path = hit.path().text();
    if (path.startsWith("[")) {
      path = root.name() + path;
    }
    boolean shares = false;
    for (BoundSlot other : slots) {
      shares |= other != hit.slot() && other.owner() == hit.slot().owner();
    }
    boolean alone = !shares && hit.slot().isScalar();
    String suffix = shares ? hit.slot().valueName() : alone ? "" : hit.slot().suffix();
    if (path.isEmpty() && suffix.isEmpty()) {
      return root.name().isEmpty() ? hit.slot().valueName() : root.name();
    }
    return path.isEmpty() || suffix.isEmpty() ? path + suffix : path + "." + suffix;
  }
}
