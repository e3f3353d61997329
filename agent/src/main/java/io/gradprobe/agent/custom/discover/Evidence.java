package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Weighs whether a change is an optimizer's update. */
final class Evidence {
  private static final int SETTLED = 7;

  private final Writes writes;
  private final DataGraph graph;
  private final Products products;
  private final Derivatives derivatives;
  private final Rates rates;

  Evidence(Writes writes, DataGraph graph, Products products, Collection<MethodFlow> flows) {
    this.writes = writes;
    this.graph = graph;
    this.products = products;
    this.derivatives = new Derivatives(writes, graph, flows);
    this.rates = new Rates(writes, graph, flows);
  }

  Verdict of(Change change) {
    List<String> reasons = new ArrayList<>();
    int points = 0;
    boolean hasSign = false;
    Location value = change.value();
    Location gradient = change.gradient();
    boolean isFlowing =
        gradient == null ? derivatives.flowsToFactors(change) : graph.flows(value, gradient);
    if (!isFlowing && (gradient == null || gradient.isLocal())) {
      return Verdict.NOTHING;
    }
    List<Part> made = derivatives.made(change);
    boolean isBackPropagated = gradient == null && derivatives.isBackPropagated(change);
    boolean isChained = gradient != null && derivatives.isChained(gradient, value);
    if (isChained) {
      points += 4;
      hasSign = true;
      reasons.add("the gradient is computed from the gradient of another of its kind (chain rule)");
    } else if (isBackPropagated) {
      points += 4;
      hasSign = true;
      reasons.add(
          "the change is a product with an error term that is itself computed from error terms and"
              + " this value (back-propagation)");
    }
    int shared = products.shared(value, made);
    if (shared > 0) {
      points += shared > 1 ? 4 : 2;
      hasSign = true;
      reasons.add(
          "the value is multiplied by the same data that its gradient is made of"
              + (shared > 1 ? ", forward and backward" : ""));
    }
    if (change.sign() < 0) {
      points++;
      reasons.add("the gradient is subtracted");
    } else {
      points--;
    }
    if (change.isScaled()) {
      points++;
      reasons.add("the gradient is multiplied by a rate");
    }
    if (gradient != null) {
      if (writes.has(gradient, Write.Kind.ADDS) && writes.has(gradient, Write.Kind.CLEARS)) {
        points++;
        reasons.add("the gradient is added up and cleared");
      }
      if (isFlowing) {
        points++;
        reasons.add("the gradient is computed from the value, by way of the model's output");
      } else {
        points -= 2;
      }
    } else {
      points++;
    }
    boolean isSum = value.isLocal() && gradient == null && change.sign() > 0;
    if (isSum || isCleared(value, gradient)) {
      // What starts from zero again and again is a sum and no parameter.
      return Verdict.NOTHING;
    }
    boolean isCollected =
        gradient != null
            && !value.isLocal()
            && !gradient.isLocal()
            && writes.has(gradient, Write.Kind.ADDS)
            && writes.has(gradient, Write.Kind.CLEARS);
    if (change.sign() > 0 && !isChained && !isBackPropagated && !isCollected) {
      // Solvers add corrections; a gradient that is added wants more to be told by.
      points = Math.min(points, Verdict.CERTAIN - 2);
    }
    if (isRotated(change)) {
      points = Math.min(points, Verdict.CERTAIN - 2);
    }
    // Costly, and of no use where the rest speaks against training anyway.
    boolean isIntegrator = points >= Verdict.POSSIBLE && hasSign && rates.isIntegrator(change);
    int names = Names.of(change);
    if (names > 0) {
      reasons.add("names say the same");
    }
    if (gradient == null && !isBackPropagated) {
      // Without a stored gradient or error terms, a fit looks like many another correction.
      points = Math.min(points, Verdict.LIKELY);
    }
    return new Verdict(
        points,
        names,
        hasSign,
        isIntegrator,
        points >= Verdict.POSSIBLE && hasSign && rates.hasRate(change),
        isCollected && points >= SETTLED,
        reasons);
  }

  // Decompositions of matrices mix the value with itself too, beside what looks like an update.
  private boolean isRotated(Change change) {
    if (change.gradient() == null) {
      return false;
    }
    MethodId method = change.store().method();
    Sym place = change.store().place();
    List<Terms.Term> own =
        Terms.of(change.store().value()).stream()
            .filter(
                term -> Terms.factors(term.sym()).stream().anyMatch(f -> Place.isWithin(place, f)))
            .toList();
    if (own.size() > 1 && own.stream().noneMatch(t -> Place.isWithin(place, t.sym()))) {
      return true;
    }
    return writes.of(change.value(), Write.Kind.AVERAGES).stream()
        .filter(write -> write.store().method().equals(method))
        .anyMatch(
            write ->
                write.store().value().leaves().stream()
                    .noneMatch(leaf -> change.gradient().is(method, leaf)));
  }

  private boolean isCleared(Location value, Location gradient) {
    for (Write write : writes.of(value)) {
      Store store = write.store();
      if (gradient != null && gradient.holds(store.method(), store.place())) {
        continue;
      }
      boolean isZero = write.kind() == Write.Kind.CLEARS && store.value().isZero();
      if (isZero || value.isLocal() && writes.isAnew(store)) {
        return true;
      }
    }
    return false;
  }

  Derivatives derivatives() {
    return derivatives;
  }
}
