package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What changes are multiplied by. */
final class Rates {
  private final Writes writes;
  private final DataGraph graph;
  private final Collection<MethodFlow> flows;
  private Map<Object, List<Store>> sums;

  Rates(Writes writes, DataGraph graph, Collection<MethodFlow> flows) {
    this.writes = writes;
    this.graph = graph;
    this.flows = flows;
  }

  /** Whether the gradient is multiplied by a number that does not depend on the value. */
  boolean hasRate(Change change) {
    Object value = DataGraph.key(change.value());
    List<Terms.Term> terms = new ArrayList<>(Terms.of(change.store().value()));
    terms.addAll(change.terms());
    for (Terms.Term term : terms) {
      for (Sym factor : constants(term.sym())) {
        if (factor.is(Sym.Kind.CONSTANT)) {
          return true;
        }
        Object key = graph.key(change.store().method(), factor);
        boolean isOther = key != null && !key.equals(value);
        if (isOther && !graph.flows(value, key)) {
          return true;
        }
      }
    }
    return false;
  }

  // pos += v * dt with v += a * dt: what is updated moves something else at the same rate.
  boolean isIntegrator(Change change) {
    Set<Object> rates = new HashSet<>();
    for (Terms.Term term : change.terms()) {
      for (Sym factor : constants(term.sym())) {
        rates.add(rate(change.store().method(), factor));
      }
    }
    rates.remove(null);
    if (rates.isEmpty()) {
      return false;
    }
    for (Store store : sums().getOrDefault(DataGraph.key(change.value()), List.of())) {
      if (moves(store, change, rates)) {
        return true;
      }
    }
    return false;
  }

  private boolean moves(Store store, Change change, Set<Object> rates) {
    MethodId method = store.method();
    boolean isMoved =
        Terms.of(store.value()).stream()
            .anyMatch(
                term ->
                    Terms.factors(term.sym()).stream().anyMatch(f -> change.value().is(method, f))
                        && constants(term.sym()).stream()
                            .anyMatch(f -> rates.contains(rate(method, f))));
    boolean isAlike =
        store.place().base().is(Sym.Kind.LOCAL) == change.value().isLocal()
            && store.place().depth() == change.value().depth();
    boolean isOther =
        !change.value().is(method, store.place())
            && (change.gradient() == null || !change.gradient().is(method, store.place()));
    return isMoved && isAlike && isOther;
  }

  // The stores that add to what is there, by what they add.
  private Map<Object, List<Store>> sums() {
    if (sums == null) {
      sums = new HashMap<>();
      for (MethodFlow flow : flows) {
        flow.stores.forEach(this::addSum);
        flow.locals.forEach(this::addSum);
      }
    }
    return sums;
  }

  private void addSum(Store store) {
    List<Terms.Term> terms = Terms.of(store.value());
    if (terms.size() > 1
        && terms.stream().anyMatch(term -> Place.isWithin(store.place(), term.sym()))) {
      for (Terms.Term term : terms) {
        for (Sym factor : Terms.factors(term.sym())) {
          Object key = graph.key(store.method(), factor);
          if (key != null) {
            sums.computeIfAbsent(key, k -> new ArrayList<>()).add(store);
          }
        }
      }
    }
  }

  // Factors that may be a rate: numbers and single places.
  private static List<Sym> constants(Sym s) {
    List<Sym> found = new ArrayList<>();
    if (s.isOperation("*/nm") || s.is(Sym.Kind.CALL) || s.is(Sym.Kind.LAMBDA)) {
      s.parts.forEach(part -> found.addAll(constants(part)));
    } else if (s.is(Sym.Kind.LOCAL) && !s.parts.get(0).is(Sym.Kind.OTHER)) {
      found.addAll(constants(s.parts.get(0)));
      found.add(s);
    } else if (s.is(Sym.Kind.CONSTANT) || s.isPlace() && s.depth() == 0) {
      found.add(s);
    }
    return found;
  }

  // What a rate is known by; null where the place is computed, which a rate is not.
  private Object rate(MethodId method, Sym factor) {
    if (factor.is(Sym.Kind.CONSTANT)) {
      return factor.ref;
    }
    Location location = Location.of(method, factor);
    if (location != null && !location.isLocal()) {
      return writes.has(location, Write.Kind.ADDS, Write.Kind.ASSIGNS, Write.Kind.AVERAGES)
          ? null
          : location.path();
    }
    if (location != null && location.isLocal()) {
      return writes.has(location, Write.Kind.ADDS, Write.Kind.ASSIGNS) ? null : location;
    }
    return graph.key(method, factor);
  }
}
