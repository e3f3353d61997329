package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Whether a method that fills gradients returns the loss: a sum of squared differences, or of
 * negative logarithms, that are computed from the values.
 */
final class ReturnedLoss {
  private static final int MOST_DEPTH = 6;

  private final List<Candidate> group;
  private final Function<MethodId, MethodFlow> flows;
  private final DataGraph graph;

  ReturnedLoss(List<Candidate> group, Function<MethodId, MethodFlow> flows, DataGraph graph) {
    this.group = group;
    this.flows = flows;
    this.graph = graph;
  }

  boolean isReturnedBy(MethodId method) {
    MethodFlow flow = flows.apply(method);
    boolean isNumber = method.result().equals("D") || method.result().equals("F");
    return isNumber && flow != null && flow.result != null && isLoss(flow, flow.result, 1, 0);
  }

  /** Whether a sum has an error in it, and nothing else but constants, each with the right sign. */
  private boolean isLoss(MethodFlow flow, Sym sum, int sign, int depth) {
    if (depth > MOST_DEPTH) {
      return false;
    }
    boolean hasError = false;
    for (Terms.Term term : terms(sum, sign)) {
      Sym s = term.sym();
      if (isPlain(s)) {
        continue;
      }
      boolean isError =
          s.is(Sym.Kind.LOCAL)
              ? isLossVariable(flow, s, term.sign(), depth)
              : isError(flow, s, term.sign(), depth);
      if (!isError) {
        return false;
      }
      hasError = true;
    }
    return hasError;
  }

  private static List<Terms.Term> terms(Sym sum, int sign) {
    List<Terms.Term> terms = new ArrayList<>();
    for (Terms.Term term : Terms.of(sum)) {
      terms.add(new Terms.Term(sign * term.sign(), term.sym()));
    }
    return terms;
  }

  private static boolean isPlain(Sym s) {
    return s.is(Sym.Kind.CONSTANT) || s.is(Sym.Kind.OTHER);
  }

  /** A variable that only ever takes up errors, beside itself. */
  private boolean isLossVariable(MethodFlow flow, Sym variable, int sign, int depth) {
    boolean hasError = false;
    for (Store store : flow.locals) {
      if (!store.place().ref.equals(variable.ref)) {
        continue;
      }
      List<Terms.Term> others = new ArrayList<>();
      for (Terms.Term term : Terms.of(store.value())) {
        if (!Place.isWithin(store.place(), term.sym()) && !isPlain(term.sym())) {
          others.add(term);
        }
      }
      for (Terms.Term term : others) {
        if (!isLoss(flow, term.sym(), sign * term.sign(), depth + 1)) {
          return false;
        }
        hasError = true;
      }
    }
    return hasError;
  }

  private boolean isError(MethodFlow flow, Sym s, int sign, int depth) {
    if (s.isOperation("/") && isPlain(s.parts.get(1))) {
      return isLoss(flow, s.parts.get(0), sign, depth + 1);
    }
    if (s.isOperation("*")) {
      Sym a = s.parts.get(0);
      Sym b = s.parts.get(1);
      if (isPlain(a) || isPlain(b)) {
        return isLoss(flow, isPlain(a) ? b : a, sign, depth + 1);
      }
      return sign > 0 && a.equals(b) && isDifference(flow, a, depth) && isOfModel(flow, a);
    }
    return s.isOperation("l") && sign < 0 && isOfModel(flow, s);
  }

  /** The output less what is wanted, maybe by way of a variable or of an array's elements. */
  private static boolean isDifference(MethodFlow flow, Sym s, int depth) {
    if (s.isOperation("-")) {
      return s.parts.stream().noneMatch(part -> part.leaves().isEmpty());
    }
    if (depth > MOST_DEPTH || !s.base().is(Sym.Kind.LOCAL)) {
      return false;
    }
    Set<Store> stores = new LinkedHashSet<>(flow.stores);
    stores.addAll(flow.locals);
    boolean any = false;
    for (Store store : stores) {
      boolean isThere =
          store.place().base().is(Sym.Kind.LOCAL)
              && store.place().base().ref.equals(s.base().ref)
              && store.place().depth() == s.depth();
      if (isThere) {
        if (!isDifference(flow, store.value(), depth + 1)) {
          return false;
        }
        any = true;
      }
    }
    return any;
  }

  /** Whether it is computed from values, and is neither values nor gradients by themselves. */
  private boolean isOfModel(MethodFlow flow, Sym s) {
    Set<Sym> leaves = s.leaves();
    boolean isOwn =
        leaves.stream()
            .anyMatch(
                leaf ->
                    group.stream()
                        .anyMatch(c -> c.gradient() != null && c.gradient().is(flow.id, leaf)));
    return !isOwn
        && leaves.stream()
            .map(leaf -> graph.key(flow.id, leaf))
            .anyMatch(
                key ->
                    key != null
                        && group.stream()
                            .anyMatch(c -> graph.flows(DataGraph.key(c.value()), key)));
  }
}
