package io.gradprobe.agent.custom.discover;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Type;

/** Which numbers are computed from which, over all methods, by the fields and variables. */
final class DataGraph {
  /** A method's argument, local variable or result. */
  private record Variable(MethodId method, char kind, int slot) {}

  private final Map<Object, Set<Object>> uses = new HashMap<>();
  private final Map<Object, Set<Object>> sources = new HashMap<>();
  private final Map<Object, Set<Object>> copies = new HashMap<>();
  private final Map<Object, Set<Object>> reached = new HashMap<>();
  private final Map<Object, Set<Object>> copied = new HashMap<>();
  private final Map<Object, Set<Object>> origins = new HashMap<>();

  DataGraph(Program program, Collection<MethodFlow> flows) {
    Map<String, Set<CallSite>> lambdas = new HashMap<>();
    for (MethodFlow flow : flows) {
      for (CallSite call : flow.calls) {
        if (call.made() != null) {
          lambdas.computeIfAbsent(call.made(), type -> new LinkedHashSet<>()).add(call);
        }
      }
    }
    for (MethodFlow flow : flows) {
      flow.stores.forEach(store -> add(flow.id, store.value(), key(flow.id, store.place())));
      flow.locals.forEach(store -> add(flow.id, store.value(), key(flow.id, store.place())));
      if (flow.result != null) {
        add(flow.id, flow.result, new Variable(flow.id, 'r', 0));
      }
      for (CallSite call : flow.calls) {
        pass(call, call.target());
        functional(call, lambdas);
        for (MethodId body : program.overriding(call.target())) {
          pass(call, body);
          link(new Variable(body, 'r', 0), new Variable(call.target(), 'r', 0), true);
        }
      }
    }
  }

  private void pass(CallSite call, MethodId target) {
    int slot = 0;
    for (Sym argument : call.arguments()) {
      add(call.method(), argument, new Variable(target, 'a', slot));
      slot += argument.size;
    }
  }

  // A call of a functional interface may run any lambda of that interface.
  private void functional(CallSite call, Map<String, Set<CallSite>> lambdas) {
    if (call.made() != null) {
      return;
    }
    for (CallSite lambda : lambdas.getOrDefault(call.target().owner(), Set.of())) {
      Type[] types = Type.getArgumentTypes(lambda.target().descriptor());
      List<Sym> given = call.arguments().subList(1, call.arguments().size());
      int slot = lambda.arguments().stream().mapToInt(argument -> argument.size).sum();
      if (lambda.arguments().size() + given.size() < types.length) {
        continue;
      }
      for (Sym argument : given) {
        add(call.method(), argument, new Variable(lambda.target(), 'a', slot));
        slot += argument.size;
      }
      link(new Variable(lambda.target(), 'r', 0), new Variable(call.target(), 'r', 0), true);
    }
  }

  private void add(MethodId method, Sym value, Object target) {
    if (target == null) {
      return;
    }
    boolean isCopy = value.isPlace() || value.is(Sym.Kind.CALL);
    made(value, target);
    for (Sym leaf : value.leaves()) {
      Object key = key(method, leaf);
      if (key != null) {
        link(key, target, isCopy);
      }
    }
  }

  // What was put into a new array before it got a name.
  private void made(Sym value, Object target) {
    if (value.is(Sym.Kind.NEW)) {
      link(value.ref, target, false);
    }
    value.parts.forEach(part -> made(part, target));
  }

  private void link(Object from, Object to, boolean isCopy) {
    if (!from.equals(to)) {
      uses.computeIfAbsent(from, k -> new LinkedHashSet<>()).add(to);
      if (isCopy) {
        copies.computeIfAbsent(from, k -> new LinkedHashSet<>()).add(to);
        sources.computeIfAbsent(to, k -> new LinkedHashSet<>()).add(from);
      }
    }
  }

  /** What stands for a place in this graph; null where nothing does. */
  Object key(MethodId method, Sym place) {
    if (place.is(Sym.Kind.CALL)) {
      return new Variable((MethodId) place.ref, 'r', 0);
    }
    List<FieldId> path = place.path();
    if (!path.isEmpty()) {
      return path.get(path.size() - 1);
    }
    Sym root = place.root();
    return switch (root.kind) {
      case ARGUMENT -> new Variable(method, 'a', (Integer) root.ref);
      case LOCAL -> new Variable(method, 'l', (Integer) root.ref);
      case CALL -> new Variable((MethodId) root.ref, 'r', 0);
      case NEW -> root.ref;
      default -> null;
    };
  }

  /** What stands for a location in this graph. */
  static Object key(Location location) {
    return location.isLocal()
        ? new Variable(location.method(), 'l', location.slot())
        : location.path().get(location.path().size() - 1);
  }

  /** Whether one is computed from the other, over however many steps. */
  boolean flows(Location from, Location to) {
    return reached.computeIfAbsent(key(from), key -> reach(key, uses)).contains(key(to));
  }

  /** Whether the place gets what it holds, by copies, from where the other gets it. */
  boolean isSame(MethodId method, Sym a, MethodId other, Sym b) {
    Object first = key(method, a);
    Object second = key(other, b);
    if (first == null || second == null) {
      return false;
    }
    if (first.equals(second)) {
      return true;
    }
    return !Collections.disjoint(withSources(first), withSources(second));
  }

  /** Whether a method's argument is the content of a location, handed over as it is. */
  boolean isPassed(Location location, MethodId method, Sym argument) {
    Set<Object> direct = sources.getOrDefault(key(method, argument), Set.of());
    return direct.contains(key(location));
  }

  /** Itself and all that gets its content by copies. */
  Set<Object> copies(Object key) {
    return copied.computeIfAbsent(
        key,
        k -> {
          Set<Object> all = reach(k, copies);
          all.add(k);
          return all;
        });
  }

  private Set<Object> withSources(Object key) {
    return origins.computeIfAbsent(
        key,
        k -> {
          Set<Object> all = reach(k, sources);
          all.add(k);
          return all;
        });
  }

  private static Set<Object> reach(Object start, Map<Object, Set<Object>> edges) {
    Set<Object> seen = new HashSet<>();
    Deque<Object> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      for (Object next : edges.getOrDefault(open.pop(), Set.of())) {
        if (seen.add(next)) {
          open.push(next);
        }
      }
    }
    return seen;
  }
}
