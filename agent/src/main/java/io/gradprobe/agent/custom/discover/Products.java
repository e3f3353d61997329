package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All products of a program, and what they have to do with gradients. */
final class Products {
  private record Product(MethodId method, List<Sym> factors) {}

  private final DataGraph graph;
  private final Map<Location, Set<Object>> others = new HashMap<>();
  private final Map<Object, List<Product>> byFactor = new HashMap<>();

  Products(Collection<MethodFlow> flows, DataGraph graph) {
    this.graph = graph;
    for (MethodFlow flow : flows) {
      List<Sym> products = new ArrayList<>(flow.products);
      for (Store store : flow.stores) {
        Terms.products(store.value(), products);
      }
      for (Store store : flow.locals) {
        Terms.products(store.value(), products);
      }
      if (flow.result != null) {
        Terms.products(flow.result, products);
      }
      for (CallSite call : flow.calls) {
        call.arguments().forEach(argument -> Terms.products(argument, products));
      }
      for (Sym product : Set.copyOf(products)) {
        List<Sym> factors = Terms.factors(product);
        Product found = new Product(flow.id, factors);
        for (Sym factor : factors) {
          Object key = graph.key(flow.id, factor);
          if (key != null) {
            byFactor.computeIfAbsent(key, k -> new ArrayList<>()).add(found);
          }
        }
      }
    }
  }

  /**
   * How many different factors of what a gradient is made of are also multiplied with the value,
   * elsewhere: the input of {@code y = w * x} in {@code dw = dy * x}, and {@code dy} where the
   * gradient of the input is {@code dx = w * dy}.
   *
   * @param made the gradient's terms
   */
  int shared(Location value, List<Part> made) {
    Set<Object> beside = others.computeIfAbsent(value, this::beside);
    int most = 0;
    for (Part part : made) {
      List<Sym> factors = Terms.factors(part.sym());
      // A product with the value itself is no derivative by it.
      if (factors.stream().noneMatch(factor -> value.is(part.method(), factor))) {
        long count =
            factors.stream()
                .filter(f -> !Collections.disjoint(graph.origins(part.method(), f), beside))
                .map(factor -> graph.key(part.method(), factor))
                .distinct()
                .count();
        most = Math.max(most, (int) count);
      }
    }
    return most;
  }

  // What the value is multiplied by, and where that comes from.
  private Set<Object> beside(Location value) {
    Set<Object> found = new HashSet<>();
    for (Product product : withValue(value)) {
      for (Sym other : product.factors()) {
        if (!value.is(product.method(), other)) {
          found.addAll(graph.origins(product.method(), other));
        }
      }
    }
    return found;
  }

  private List<Product> withValue(Location value) {
    List<Product> found = new ArrayList<>();
    Object own = DataGraph.key(value);
    for (Object key : graph.copies(own)) {
      for (Product product : byFactor.getOrDefault(key, List.of())) {
        boolean isValue =
            !key.equals(own)
                || product.factors().stream().anyMatch(f -> value.is(product.method(), f));
        if (isValue) {
          found.add(product);
        }
      }
    }
    return found;
  }
}
