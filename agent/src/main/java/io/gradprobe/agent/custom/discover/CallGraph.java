package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which methods call which. */
final class CallGraph {
  /** A call that may run one of several methods. */
  record Edge(MethodId caller, int index, CallSite site, Set<MethodId> callees) {}

  private final Map<MethodId, List<Edge>> edges = new LinkedHashMap<>();
  private final Map<MethodId, List<Edge>> callers = new HashMap<>();

  CallGraph(Program program, Collection<MethodFlow> flows) {
    Map<String, Set<MethodId>> lambdas = new HashMap<>();
    for (MethodFlow flow : flows) {
      for (CallSite call : flow.calls) {
        if (call.made() != null) {
          lambdas.computeIfAbsent(call.made(), t -> new LinkedHashSet<>()).add(call.target());
        }
      }
    }
    for (MethodFlow flow : flows) {
      List<Edge> made = new ArrayList<>();
      for (CallSite call : flow.calls) {
        // A lambda that is only made does not run yet.
        if (call.made() == null) {
          Set<MethodId> callees = callees(program, call, lambdas);
          if (!callees.isEmpty()) {
            made.add(new Edge(flow.id, call.index(), call, callees));
          }
        }
      }
      edges.put(flow.id, made);
      for (Edge edge : made) {
        edge.callees()
            .forEach(callee -> callers.computeIfAbsent(callee, c -> new ArrayList<>()).add(edge));
      }
    }
  }

  private static Set<MethodId> callees(
      Program program, CallSite call, Map<String, Set<MethodId>> lambdas) {
    Set<MethodId> callees = new LinkedHashSet<>();
    MethodId target = call.target();
    if (program.code(target) != null) {
      callees.add(target);
    }
    callees.addAll(program.overriding(target));
    callees.addAll(lambdas.getOrDefault(target.owner(), Set.of()));
    if (target.owner().startsWith("java/")) {
      // forEach and its like run what they are given.
      for (Sym argument : call.arguments()) {
        if (argument.is(Sym.Kind.LAMBDA) && program.code((MethodId) argument.ref) != null) {
          callees.add((MethodId) argument.ref);
        }
      }
    }
    return callees;
  }

  List<Edge> from(MethodId method) {
    return edges.getOrDefault(method, List.of());
  }

  List<Edge> to(MethodId method) {
    return callers.getOrDefault(method, List.of());
  }

  /** The methods that come to run one of these, themselves among them. */
  Set<MethodId> reaching(Collection<MethodId> methods) {
    Set<MethodId> seen = new LinkedHashSet<>(methods);
    List<MethodId> open = new ArrayList<>(seen);
    while (!open.isEmpty()) {
      for (Edge edge : to(open.remove(open.size() - 1))) {
        if (seen.add(edge.caller())) {
          open.add(edge.caller());
        }
      }
    }
    return seen;
  }
}
