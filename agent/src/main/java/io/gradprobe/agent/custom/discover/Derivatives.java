package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What gradients are made of: whether as derivatives are. */
final class Derivatives {
  private static final int MOST_GATHERED = 2;

  private final Writes writes;
  private final DataGraph graph;
  private final Map<MethodId, MethodFlow> byMethod = new HashMap<>();

  Derivatives(Writes writes, DataGraph graph, Collection<MethodFlow> flows) {
    this.writes = writes;
    this.graph = graph;
    flows.forEach(flow -> byMethod.put(flow.id, flow));
  }

  /** The error terms that a change without a stored gradient is a product of. */
  List<Location> errors(Change change) {
    List<Location> errors = new ArrayList<>();
    for (Terms.Term term : change.terms()) {
      for (Sym factor : Terms.factors(term.sym())) {
        Location error = Location.of(change.store().method(), factor);
        if (error != null
            && !error.isLocal()
            && !errors.contains(error)
            && graph.flows(change.value(), error)
            && isComputedFromItsLike(error, change.value())) {
          errors.add(error);
        }
      }
    }
    return errors;
  }

  /** The locations of a gradient's form that it is gathered from. */
  Set<Location> sources(Location gradient) {
    Set<Location> sources = new HashSet<>();
    for (Write write : writes.of(gradient)) {
      if (write.kind() == Write.Kind.ADDS || write.kind() == Write.Kind.ASSIGNS) {
        for (Terms.Term part : write.parts()) {
          List<Sym> factors = Terms.factors(part.sym());
          long wide = factors.stream().filter(factor -> factor.depth() > 0).count();
          boolean isPlain =
              wide == 1 && factors.stream().allMatch(f -> f.depth() > 0 || f.is(Sym.Kind.ARGUMENT));
          for (Sym factor : factors) {
            Location source = Location.of(write.store().method(), factor);
            if (isPlain && source != null && source.depth() == gradient.depth()) {
              sources.add(source);
            }
          }
        }
      }
    }
    sources.remove(gradient);
    return sources;
  }

  // What the gradient is made of, or the change where no gradient is stored.
  List<Part> made(Change change) {
    List<Part> made = new ArrayList<>();
    if (change.gradient() == null) {
      change.terms().forEach(term -> made.add(new Part(change.store().method(), term.sym())));
    } else {
      made(change.gradient(), made, 0);
    }
    return made;
  }

  // A gradient may be gathered from others of its form: those of several threads or of a batch.
  private void made(Location gradient, List<Part> made, int depth) {
    for (Write write : writes.of(gradient)) {
      if (write.kind() != Write.Kind.ADDS && write.kind() != Write.Kind.ASSIGNS) {
        continue;
      }
      MethodId method = write.store().method();
      for (Terms.Term part : write.parts()) {
        made.add(new Part(method, part.sym()));
        for (Sym factor : Terms.factors(part.sym())) {
          Location source = Location.of(method, factor);
          if (depth < MOST_GATHERED
              && source != null
              && source.depth() == gradient.depth()
              && source.depth() > 0
              && !source.equals(gradient)) {
            made(source, made, depth + 1);
          }
        }
      }
    }
  }

  boolean isChained(Location gradient, Location value) {
    if (gradient.isLocal()) {
      return false;
    }
    for (Write write : writes.of(gradient)) {
      MethodId method = write.store().method();
      boolean isWhole = write.kind() == Write.Kind.ADDS || write.kind() == Write.Kind.ASSIGNS;
      for (Terms.Term part : isWhole ? write.parts() : List.<Terms.Term>of()) {
        Set<Sym> leaves = part.sym().leaves();
        boolean isOther =
            leaves.stream()
                .anyMatch(
                    leaf ->
                        gradient.is(method, leaf) && !Place.isWithin(write.store().place(), leaf));
        boolean isPassed =
            leaves.stream()
                .anyMatch(
                    leaf -> leaf.is(Sym.Kind.ARGUMENT) && graph.isPassed(gradient, method, leaf));
        boolean isWithValue =
            leaves.stream().anyMatch(leaf -> gradient.is(method, leaf))
                && leaves.stream()
                    .anyMatch(leaf -> value.is(method, leaf) && !gradient.is(method, leaf));
        if (isOther && hasKnownOwner(leaves, gradient, method)
            || isWithValue
            || isPassed
            || isRecursive(write, leaves)) {
          return true;
        }
      }
      if (isTape(write, gradient, value)) {
        return true;
      }
    }
    return false;
  }

  // backward(g) adds g to the gradient and calls itself on what this was made from.
  private boolean isRecursive(Write write, Set<Sym> leaves) {
    MethodId method = write.store().method();
    MethodFlow flow = byMethod.get(method);
    for (CallSite call : flow == null ? List.<CallSite>of() : flow.calls) {
      if (call.target().name().equals(method.name())
          && call.target().descriptor().equals(method.descriptor())
          && call.arguments().stream().skip(1).anyMatch(argument -> isPassedOn(argument, leaves))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPassedOn(Sym argument, Set<Sym> leaves) {
    return !argument.is(Sym.Kind.ARGUMENT)
        && argument.leaves().stream()
            .anyMatch(leaf -> leaf.is(Sym.Kind.ARGUMENT) && leaves.contains(leaf));
  }

  private static boolean hasKnownOwner(Set<Sym> leaves, Location gradient, MethodId method) {
    return leaves.stream()
        .filter(leaf -> gradient.is(method, leaf))
        .anyMatch(leaf -> !leaf.root().is(Sym.Kind.OTHER));
  }

  // grad[a[i]] += grad[i] * data[b[i]]: one array holds the gradients of all nodes.
  private boolean isTape(Write write, Location gradient, Location value) {
    MethodId method = write.store().method();
    boolean isKept = false;
    boolean isChained = false;
    for (Terms.Term term : Terms.of(write.store().value())) {
      List<Sym> factors = Terms.factors(term.sym());
      isKept |= Place.isWithin(write.store().place(), term.sym());
      isChained |=
          factors.size() > 1
              && factors.stream().anyMatch(f -> gradient.is(method, f))
              && factors.stream().anyMatch(f -> value.is(method, f));
    }
    return isKept && isChained && gradient.depth() > 0 && writes.has(gradient, Write.Kind.CLEARS);
  }

  // A factor of the change that is computed from its like of another object, times this value.
  boolean isBackPropagated(Change change) {
    for (Terms.Term term : change.terms()) {
      for (Sym factor : Terms.factors(term.sym())) {
        List<FieldId> path = factor.path();
        if (!path.isEmpty() && !change.value().holds(change.store().method(), factor)) {
          Location error =
              Location.fields(path.subList(path.size() - 1, path.size()), factor.depth());
          if (isComputedFromItsLike(error, change.value())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean isComputedFromItsLike(Location error, Location value) {
    for (Write write : writes.of(error)) {
      MethodId method = write.store().method();
      for (Terms.Term part : write.parts()) {
        Set<Sym> leaves = part.sym().leaves();
        if (leaves.stream().anyMatch(leaf -> error.is(method, leaf))
            && leaves.stream().anyMatch(leaf -> value.is(method, leaf))) {
          return true;
        }
      }
    }
    return false;
  }

  boolean flowsToFactors(Change change) {
    for (Terms.Term term : change.terms()) {
      for (Sym factor : Terms.factors(term.sym())) {
        Location location = Location.of(change.store().method(), factor);
        if (location != null && graph.flows(change.value(), location)) {
          return true;
        }
      }
    }
    return false;
  }
}
