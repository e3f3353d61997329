package io.gradprobe.agent.custom.discover;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.objectweb.asm.Type;

/** Which numbers are computed from which, over all methods, by the fields and variables. */
final class DataGraph {
  /** A method's argument, local variable or result. */
  private record Variable(MethodId method, char kind, int slot) {}

  private static final int MOST_SOURCES = 16;

  /** A field, variable or result, with what is computed from it and what it is copied from. */
  private static final class Node {
    final Set<Node> uses = new LinkedHashSet<>();
    final Set<Node> copies = new LinkedHashSet<>();
    final Set<Node> sources = new LinkedHashSet<>();
    final Object key;

    /** The last search that came by. */
    int seen;

    /** What it is copied from, over all steps; null until somebody asks. */
    Set<Object> origins;

    Node(Object key) {
      this.key = key;
    }

    // An argument that gets its content from everywhere, as those of a program's mathematical
    // helpers do, says of no two places that they belong together.
    boolean isHub() {
      return sources.size() > MOST_SOURCES;
    }
  }

  private final Map<Object, Node> nodes = new HashMap<>();
  private int searches;

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
    int given = Type.getArgumentTypes(call.target().descriptor()).length;
    boolean isStatic = call.arguments().size() == given;
    if (call.made() != null || isStatic) {
      return;
    }
    for (CallSite lambda : lambdas.getOrDefault(call.target().owner(), Set.of())) {
      Type[] types = Type.getArgumentTypes(lambda.target().descriptor());
      int slot = lambda.arguments().stream().mapToInt(argument -> argument.size).sum();
      if (lambda.arguments().size() + given < types.length) {
        continue;
      }
      for (Sym argument : call.arguments().subList(1, given + 1)) {
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
      Node first = nodes.computeIfAbsent(from, Node::new);
      Node second = nodes.computeIfAbsent(to, Node::new);
      first.uses.add(second);
      if (isCopy) {
        first.copies.add(second);
        second.sources.add(first);
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
    return flows(key(from), key(to));
  }

  /** The same by {@link #key}. */
  boolean flows(Object from, Object to) {
    Node start = nodes.get(from);
    Node end = nodes.get(to);
    if (start == null || end == null) {
      return false;
    }
    List<Node> found = reach(start, node -> node.uses, end);
    return !found.isEmpty() && found.get(found.size() - 1) == end;
  }

  /** Itself and all that it gets its content from by copies; empty where nothing is known. */
  Set<Object> origins(MethodId method, Sym place) {
    Object key = key(method, place);
    Node node = key == null ? null : nodes.get(key);
    return node == null ? key == null ? Set.of() : Set.of(key) : origins(node);
  }

  private Set<Object> origins(Node node) {
    if (node.origins == null) {
      node.origins = new HashSet<>();
      node.origins.add(node.key);
      reach(node, n -> n.isHub() ? Set.of() : n.sources, null)
          .forEach(n -> node.origins.add(n.key));
    }
    return node.origins;
  }

  /** Whether a method's argument is the content of a location, handed over as it is. */
  boolean isPassed(Location location, MethodId method, Sym argument) {
    Node given = nodes.get(key(method, argument));
    Node holder = nodes.get(key(location));
    return given != null && holder != null && given.sources.contains(holder);
  }

  /** Whether the one gets its content from the other by copies, over however many steps. */
  boolean isCopied(Object from, Object to) {
    Node start = nodes.get(from);
    Node end = nodes.get(to);
    return start != null
        && end != null
        && (start == end || start.copies.contains(end) || origins(end).contains(start.key));
  }

  /** Itself and all that gets its content by copies. */
  Set<Object> copies(Object key) {
    Set<Object> all = new LinkedHashSet<>();
    all.add(key);
    Node start = nodes.get(key);
    if (start != null) {
      reach(start, node -> node.isHub() && node != start ? Set.of() : node.copies, null)
          .forEach(node -> all.add(node.key));
    }
    return all;
  }

  // What comes after a node, up to the wanted one; that stands last where it is found.
  private List<Node> reach(Node start, Function<Node, Set<Node>> edges, Node wanted) {
    int search = ++searches;
    List<Node> found = new ArrayList<>();
    Deque<Node> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      for (Node next : edges.apply(open.pop())) {
        if (next.seen != search) {
          next.seen = search;
          found.add(next);
          if (next == wanted) {
            return found;
          }
          open.push(next);
        }
      }
    }
    return found;
  }
}
