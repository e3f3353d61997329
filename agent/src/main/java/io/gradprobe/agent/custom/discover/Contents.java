package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a method returns; where it returns an array or object that it made, what it put there. */
final class Contents {
  private final MethodFlow flow;

  Contents(MethodFlow flow) {
    this.flow = flow;
  }

  Sym of(List<Sym> results) {
    Sym joined = null;
    for (Sym result : results) {
      Sym content = content(result, new LinkedHashSet<>());
      joined = joined == null || joined.equals(content) ? content : merge(joined, content);
    }
    return joined;
  }

  private static Sym merge(Sym a, Sym b) {
    if (a.is(Sym.Kind.CONSTANT)) {
      return b;
    }
    return b.is(Sym.Kind.CONSTANT) ? a : Sym.join(a, b);
  }

  private Sym content(Sym result, Set<Object> seen) {
    Sym made = made(result);
    if (made == null || !seen.add(made.ref)) {
      return result;
    }
    List<Sym> values = new ArrayList<>();
    for (Store store : flow.stores) {
      Sym root = made(store.place().root());
      if (root == null
          || root.ref != made.ref
          || store.value().isZero()
          || !Sym.isFloating(store.place().type)) {
        continue;
      }
      Sym value = content(store.value(), seen);
      for (Terms.Term term : Terms.of(value)) {
        Sym own = made(term.sym().root());
        if (own == null || own.ref != made.ref) {
          values.add(
              term.sign() < 0 ? Sym.operation('n', term.sym().size, term.sym()) : term.sym());
        }
      }
    }
    values.removeIf(value -> value.leaves().isEmpty());
    if (values.isEmpty()) {
      return result;
    }
    return whole(values);
  }

  // The parts of one sum come from one store or from several: a sum tells both well enough, where
  // they are few.
  private static Sym whole(List<Sym> values) {
    Sym sum = values.get(0);
    if (values.size() > 4) {
      Set<Sym> leaves = new LinkedHashSet<>();
      values.forEach(value -> leaves.addAll(value.leaves()));
      sum = Sym.mixture(leaves, 1);
    } else {
      for (Sym value : values.subList(1, values.size())) {
        sum = Sym.operation('+', 1, sum, value);
      }
    }
    return sum.is(Sym.Kind.OPERATION) ? sum.withSize(1) : Sym.operation('m', 1, sum);
  }

  private static Sym made(Sym s) {
    Sym inner = s.is(Sym.Kind.LOCAL) ? s.parts.get(0) : s;
    return inner.is(Sym.Kind.NEW) ? inner : null;
  }
}
