package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Sums taken apart into their terms, and products into their factors. */
final class Terms {
  /** One term of a sum. */
  record Term(int sign, Sym sym) {}

  private Terms() {}

  /** The terms of a sum; the expression itself where it is none. */
  static List<Term> of(Sym s) {
    List<Term> terms = new ArrayList<>();
    add(s, 1, terms);
    return terms;
  }

  private static void add(Sym s, int sign, List<Term> terms) {
    if (s.isOperation("+")) {
      s.parts.forEach(part -> add(part, sign, terms));
    } else if (s.isOperation("-")) {
      add(s.parts.get(0), sign, terms);
      add(s.parts.get(1), -sign, terms);
    } else if (s.isOperation("n")) {
      add(s.parts.get(0), -sign, terms);
    } else if (s.isOperation("m")) {
      add(s.parts.get(0), sign, terms);
    } else if (s.is(Sym.Kind.LOCAL) && isOpen(s.parts.get(0))) {
      add(s.parts.get(0), sign, terms);
    } else {
      terms.add(new Term(isNegative(s) ? -sign : sign, s));
    }
  }

  /** Whether a variable is only a name for what was stored in it. */
  private static boolean isOpen(Sym inner) {
    return inner.is(Sym.Kind.OPERATION) || inner.is(Sym.Kind.CALL) || inner.isPlace();
  }

  private static boolean isNegative(Sym s) {
    if (s.isOperation("*/")) {
      return isNegative(s.parts.get(0)) != isNegative(s.parts.get(1));
    }
    if (s.isOperation("n")) {
      return !isNegative(s.parts.get(0));
    }
    if (s.is(Sym.Kind.LOCAL) && isOpen(s.parts.get(0))) {
      return isNegative(s.parts.get(0));
    }
    return s.is(Sym.Kind.CONSTANT) && s.ref instanceof Number n && n.doubleValue() < 0;
  }

  /** The places that an expression is a product of: places within sums do not count. */
  static List<Sym> factors(Sym s) {
    List<Sym> factors = new ArrayList<>();
    addFactors(s, factors);
    return factors;
  }

  @SuppressWarnings("unchecked")
  private static void addFactors(Sym s, List<Sym> factors) {
    if (s.isOperation("*/nm")) {
      s.parts.forEach(part -> addFactors(part, factors));
    } else if (s.is(Sym.Kind.LOCAL)) {
      factors.add(s);
      if (isOpen(s.parts.get(0))) {
        addFactors(s.parts.get(0), factors);
      }
    } else if (s.is(Sym.Kind.JOIN)) {
      factors.addAll((Set<Sym>) s.ref);
    } else if (s.is(Sym.Kind.CALL) || s.isPlace()) {
      factors.add(s);
    }
  }

  /** Adds all products within an expression. */
  static void products(Sym s, List<Sym> into) {
    if (s.isOperation("*")) {
      into.add(s);
    }
    if (!s.is(Sym.Kind.FIELD) && !s.is(Sym.Kind.ELEMENT)) {
      s.parts.forEach(part -> products(part, into));
    }
  }
}
