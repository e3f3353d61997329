package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Weighs whether a change is an optimizer's update. */
final class Evidence {
  private static final int CERTAIN = 5;
  private static final int LIKELY = 3;
  private static final int POSSIBLE = 2;
  private static final int SETTLED = 7;
  private static final int MOST_GATHERED = 2;

  private static final Pattern GRADIENT_NAME =
      Pattern.compile("grad|delta|^d[A-Z_]|^d[wb]\\d*$|^dweight|^dbias|deriv");
  private static final Pattern VALUE_NAME =
      Pattern.compile("weight|param|bias|theta|coef|^[wb]\\d*$|^data$|^value$");
  private static final Pattern RATE_NAME =
      Pattern.compile("^lr$|learn|^rate$|^eta$|^alpha$|step_?size", Pattern.CASE_INSENSITIVE);
  private static final Pattern METHOD_NAME =
      Pattern.compile("backward|backprop|zero_?grad|gradient|train|optimi|^fit$");

  /**
   * What speaks for a change.
   *
   * @param points the weight of what bytecode tells
   * @param names how many names tell the same
   * @param hasSign whether there is a sign that other computations do not have
   * @param hasRate whether the gradient is multiplied by a number that does not depend on the value
   * @param isSettled whether so much speaks for it that no training loop need be seen
   * @param reasons in words
   */
  record Verdict(
      int points,
      int names,
      boolean hasSign,
      boolean isIntegrator,
      boolean hasRate,
      boolean isSettled,
      List<String> reasons) {
    /** How sure; null where it is not worth telling. */
    Sureness sureness() {
      if (isIntegrator) {
        return names > 1 ? Sureness.POSSIBLE : null;
      }
      int raised = points + (names > 1 ? 1 : 0);
      if (!hasRate) {
        // Solvers scale by what they compute from the same numbers.
        return hasSign && names > 1 && raised >= CERTAIN ? Sureness.POSSIBLE : null;
      }
      if (hasSign && raised >= CERTAIN) {
        return Sureness.CERTAIN;
      }
      if (raised >= LIKELY && (hasSign || names > 1)) {
        return Sureness.LIKELY;
      }
      return points >= POSSIBLE && (hasSign || names > 1) ? Sureness.POSSIBLE : null;
    }
  }

  private static final Verdict NOTHING = new Verdict(0, 0, false, false, false, false, List.of());

  private final Writes writes;
  private final DataGraph graph;
  private final Products products;
  private final Map<MethodId, MethodFlow> byMethod = new HashMap<>();
  private Map<Object, List<Store>> sums;

  Evidence(Writes writes, DataGraph graph, Products products, Collection<MethodFlow> flows) {
    this.writes = writes;
    this.graph = graph;
    this.products = products;
    flows.forEach(flow -> byMethod.put(flow.id, flow));
  }

  Verdict of(Change change) {
    List<String> reasons = new ArrayList<>();
    int points = 0;
    boolean hasSign = false;
    Location value = change.value();
    Location gradient = change.gradient();
    boolean isFlowing = gradient == null ? flowsToFactors(change) : graph.flows(value, gradient);
    if (!isFlowing && (gradient == null || gradient.isLocal())) {
      return NOTHING;
    }
    List<Part> made = made(change);
    boolean isBackPropagated = gradient == null && isBackPropagated(change);
    boolean isChained = gradient != null && isChained(gradient, value);
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
      return NOTHING;
    }
    // Costly, and of no use where the rest speaks against training anyway.
    boolean isCollected =
        gradient != null
            && !value.isLocal()
            && !gradient.isLocal()
            && writes.has(gradient, Write.Kind.ADDS)
            && writes.has(gradient, Write.Kind.CLEARS);
    if (change.sign() > 0 && !isChained && !isBackPropagated && !isCollected) {
      // Solvers add corrections; a gradient that is added wants more to be told by.
      points = Math.min(points, CERTAIN - 2);
    }
    if (isRotated(change)) {
      points = Math.min(points, CERTAIN - 2);
    }
    boolean isIntegrator = points >= POSSIBLE && hasSign && isIntegrator(change);
    int names = names(change);
    if (names > 0) {
      reasons.add("names say the same");
    }
    if (gradient == null && !isBackPropagated) {
      // Without a stored gradient or error terms, a fit looks like many another correction.
      points = Math.min(points, LIKELY);
    }
    return new Verdict(
        points,
        names,
        hasSign,
        isIntegrator,
        points >= POSSIBLE && hasSign && hasRate(change),
        isCollected && points >= SETTLED,
        reasons);
  }

  // Decompositions of matrices mix the value with itself too, beside what looks like an update.
  private boolean isRotated(Change change) {
    if (change.gradient() == null) {
      return false;
    }
    MethodId method = change.store().method();
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

  /** The error terms that a change without a stored gradient is a product of. */
  List<Location> errors(Change change) {
    List<Location> errors = new ArrayList<>();
    for (Terms.Term term : change.terms()) {
      for (Sym factor : Terms.factors(term.sym())) {
        Location error = location(change.store().method(), factor);
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
            Location source = location(write.store().method(), factor);
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
  private List<Part> made(Change change) {
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
          Location source = location(method, factor);
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

  private boolean isChained(Location gradient, Location value) {
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
  private boolean isBackPropagated(Change change) {
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

  private boolean flowsToFactors(Change change) {
    for (Terms.Term term : change.terms()) {
      for (Sym factor : Terms.factors(term.sym())) {
        Location location = location(change.store().method(), factor);
        if (location != null && graph.flows(change.value(), location)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Location location(MethodId method, Sym factor) {
    List<FieldId> path = factor.path();
    if (!path.isEmpty()) {
      return Location.fields(path.subList(path.size() - 1, path.size()), factor.depth());
    }
    return factor.base().is(Sym.Kind.LOCAL)
        ? Location.local(method, (Integer) factor.base().ref, factor.depth())
        : null;
  }

  private boolean hasRate(Change change) {
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
  private boolean isIntegrator(Change change) {
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
      for (MethodFlow flow : byMethod.values()) {
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
    Location location = location(method, factor);
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

  private static int names(Change change) {
    int names = 0;
    if (change.gradient() != null && matches(GRADIENT_NAME, change.gradient())) {
      names++;
    }
    if (matches(VALUE_NAME, change.value())) {
      names++;
    }
    for (Terms.Term term : change.terms()) {
      for (Sym leaf : term.sym().leaves()) {
        List<FieldId> path = leaf.path();
        if (!path.isEmpty() && RATE_NAME.matcher(path.get(path.size() - 1).name()).find()) {
          return names + 1;
        }
      }
    }
    return METHOD_NAME.matcher(change.store().method().name().toLowerCase(Locale.ROOT)).find()
        ? names + 1
        : names;
  }

  private static boolean matches(Pattern pattern, Location location) {
    return location.path().stream().anyMatch(field -> pattern.matcher(field.name()).find());
  }
}
