package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All stores of a program, by location. */
final class Writes {
  private static final int MOST_NESTED = 3;

  private final Map<FieldId, List<Store>> byField = new HashMap<>();
  private final Map<MethodId, MethodFlow> flows = new HashMap<>();
  private final Map<Location, List<Write>> known = new HashMap<>();

  Writes(Collection<MethodFlow> all) {
    for (MethodFlow flow : all) {
      flows.put(flow.id, flow);
      for (Store store : flow.stores) {
        List<FieldId> path = store.place().path();
        if (!path.isEmpty()) {
          byField.computeIfAbsent(path.get(path.size() - 1), f -> new ArrayList<>()).add(store);
        }
      }
    }
  }

  /** What is done to a location, wherever. */
  List<Write> of(Location location) {
    return known.computeIfAbsent(location, this::find);
  }

  List<Write> of(Location location, Write.Kind kind) {
    return of(location).stream().filter(write -> write.kind() == kind).toList();
  }

  boolean has(Location location, Write.Kind... kinds) {
    Set<Write.Kind> wanted = Set.of(kinds);
    return of(location).stream().anyMatch(write -> wanted.contains(write.kind()));
  }

  /** Whether a write is where it is done, and not told a second time in a caller's terms. */
  boolean isOwn(Location location, Write write) {
    Store store = write.store();
    return store.isDirect()
        || of(location).stream()
            .map(Write::store)
            .noneMatch(other -> other.isDirect() && other.method().equals(store.origin()));
  }

  /** Whether a store puts a new array or a number into a variable, again and again. */
  boolean isAnew(Store store) {
    MethodFlow flow = flows.get(store.method());
    return (isNew(store.value()) || store.value().is(Sym.Kind.CONSTANT))
        && flow.locals.contains(store)
        && !flow.loops.around(store.index()).isEmpty();
  }

  private List<Write> find(Location location) {
    List<Write> found = new ArrayList<>();
    for (Store store : stores(location)) {
      Write write = classify(location, store);
      if (write != null) {
        found.add(write);
      }
    }
    return found;
  }

  private List<Store> stores(Location location) {
    List<Store> stores = new ArrayList<>();
    if (location.isLocal()) {
      MethodFlow flow = flows.get(location.method());
      if (flow != null) {
        stores.addAll(flow.stores);
        stores.addAll(flow.locals);
      }
    } else {
      location.path().stream()
          .distinct()
          .forEach(field -> stores.addAll(byField.getOrDefault(field, List.of())));
    }
    stores.removeIf(store -> !location.holds(store.method(), store.place()));
    return stores;
  }

  private Write classify(Location location, Store store) {
    Sym value = store.value();
    boolean isFirst = isFirst(location, store);
    if (value.isZero() || isNew(value)) {
      List<Terms.Term> content = isNew(value) ? content(store) : List.of();
      if (!content.isEmpty()) {
        return new Write(isFirst ? Write.Kind.BEGINS : Write.Kind.ASSIGNS, store, content);
      }
      return new Write(isFirst ? Write.Kind.BEGINS : Write.Kind.CLEARS, store, List.of());
    }
    boolean isKept = false;
    boolean isScaled = false;
    List<Terms.Term> parts = new ArrayList<>();
    for (Terms.Term term : Terms.of(value)) {
      if (Place.isWithin(store.place(), term.sym())) {
        isKept = true;
      } else if (Terms.factors(term.sym()).stream()
              .anyMatch(factor -> Place.isWithin(store.place(), factor))
          || isBounded(store.place(), term.sym())) {
        isScaled = true;
        parts.add(term);
      } else if (!term.sym().is(Sym.Kind.CONSTANT)) {
        parts.add(term);
      }
    }
    if (isKept) {
      return parts.isEmpty() ? null : new Write(Write.Kind.ADDS, store, parts);
    }
    if (isScaled) {
      List<Terms.Term> others =
          parts.stream()
              .filter(
                  term ->
                      term.sym().leaves().stream()
                          .noneMatch(leaf -> Place.isWithin(store.place(), leaf)))
              .toList();
      return new Write(others.isEmpty() ? Write.Kind.SCALES : Write.Kind.AVERAGES, store, others);
    }
    if (isFirst) {
      return new Write(Write.Kind.BEGINS, store, parts);
    }
    Sym only = parts.size() == 1 ? parts.get(0).sym() : null;
    boolean isCopy = only != null && only.isPlace() && !only.root().is(Sym.Kind.LOCAL);
    return new Write(isCopy ? Write.Kind.COPIES : Write.Kind.ASSIGNS, store, parts);
  }

  private static boolean isBounded(Sym place, Sym s) {
    return (s.isOperation("fl") || s.is(Sym.Kind.JOIN) || s.is(Sym.Kind.CALL))
        && s.leaves().stream().anyMatch(leaf -> Place.isWithin(place, leaf));
  }

  private static boolean isNew(Sym s) {
    return s.is(Sym.Kind.NEW) || s.is(Sym.Kind.LOCAL) && s.parts.get(0).is(Sym.Kind.NEW);
  }

  // What is put into a new array or object where it was made.
  private List<Terms.Term> content(Store store) {
    List<Terms.Term> content = new ArrayList<>();
    MethodFlow flow = flows.get(store.method());
    if (flow != null) {
      addContent(flow, made(store.value()), content, 0);
    }
    return content;
  }

  private static void addContent(MethodFlow flow, Sym made, List<Terms.Term> content, int depth) {
    for (Store other : flow.stores) {
      Sym root = other.place().root();
      if (!isNew(root) || made(root).ref != made.ref || other.value().isZero()) {
        continue;
      }
      if (!isNew(other.value())) {
        if (Sym.isFloating(other.place().type)) {
          content.addAll(Terms.of(other.value()));
        }
      } else if (depth < MOST_NESTED) {
        addContent(flow, made(other.value()), content, depth + 1);
      }
    }
  }

  private static Sym made(Sym s) {
    return s.is(Sym.Kind.NEW) ? s : s.parts.get(0);
  }

  // A field's first content comes from initializers. A variable's comes from before the loops.
  private boolean isFirst(Location location, Store store) {
    if (!location.isLocal()) {
      boolean isPlain =
          store.value().is(Sym.Kind.CONSTANT) || isNew(store.value()) || store.value().isZero();
      return store.method().isInitializer() || store.origin().isInitializer() && isPlain;
    }
    MethodFlow flow = flows.get(store.method());
    boolean isInLoop = !flow.loops.around(store.index()).isEmpty();
    return !isInLoop && flow.locals.contains(store) && !isPerCall(flow, location);
  }

  // Whether no loop holds both a write and a use of the variable: then it lives for one step.
  private static boolean isPerCall(MethodFlow flow, Location location) {
    List<Loops.Loop> writing = new ArrayList<>();
    List<Integer> uses = new ArrayList<>();
    List<Store> all = new ArrayList<>(flow.stores);
    all.addAll(flow.locals);
    for (Store store : all) {
      if (location.holds(flow.id, store.place())) {
        writing.addAll(flow.loops.around(store.index()));
      } else if (store.value().leaves().stream().anyMatch(l -> location.holds(flow.id, l))) {
        uses.add(store.index());
      }
    }
    return writing.stream().noneMatch(loop -> uses.stream().anyMatch(loop::contains));
  }
}
