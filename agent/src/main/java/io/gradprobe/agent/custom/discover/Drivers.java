package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The methods that run backward and update, one after the other, and the loops around these. */
final class Drivers {
  private static final int MOST_CALLERS = 6;

  /** A loop of a method. */
  record Place(MethodId method, Loops.Loop loop) {}

  private final Acts acts;
  private final CallGraph calls;
  private final Map<MethodId, MethodFlow> flows = new LinkedHashMap<>();

  Drivers(Acts acts, CallGraph calls, Collection<MethodFlow> flows) {
    this.acts = acts;
    this.calls = calls;
    flows.forEach(flow -> this.flows.put(flow.id, flow));
  }

  /** Methods that run backward here and the update there. */
  List<MethodId> methods() {
    List<MethodId> drivers = new ArrayList<>();
    for (MethodId method : acts.reaching(Act.Kind.UPDATE)) {
      List<Act> all = acts.of(method);
      boolean hasUpdate =
          all.stream().anyMatch(a -> a.does(Act.Kind.UPDATE) && !a.does(Act.Kind.BACKWARD));
      boolean hasBackward =
          all.stream().anyMatch(a -> a.does(Act.Kind.BACKWARD) && !a.does(Act.Kind.UPDATE));
      if (flows.containsKey(method) && hasUpdate && hasBackward) {
        drivers.add(method);
      }
    }
    return drivers;
  }

  /**
   * Whether a method runs the training itself: its loop, or it without a loop, reads the values for
   * the model's output too. Where it does not, it is a backward pass that updates on its way.
   */
  boolean isWhole(MethodId driver) {
    return acts.of(driver).stream().anyMatch(Drivers::isForward);
  }

  private static boolean isForward(Act act) {
    return act.does(Act.Kind.FORWARD) && !act.does(Act.Kind.UPDATE);
  }

  /**
   * Whether the model runs there. One that updates too must have called it apart: that it reads the
   * values which it changes, and hands errors back through them, is no forward.
   */
  private boolean runsForward(Act act) {
    return isForward(act)
        || act.does(Act.Kind.FORWARD)
            && act.edge() != null
            && act.edge().callees().stream().anyMatch(callee -> isWhole(callee, MOST_CALLERS));
  }

  private boolean isWhole(MethodId method, int depth) {
    return depth > 0
        && acts.of(method).stream()
            .anyMatch(
                act ->
                    isForward(act)
                        || act.does(Act.Kind.FORWARD)
                            && act.edge() != null
                            && act.edge().callees().stream()
                                .anyMatch(callee -> isWhole(callee, depth - 1)));
  }

  /**
   * What the training loops call that comes to run a method; that method itself where it has its
   * loop in it, or none was found.
   */
  Set<MethodId> calledInLoop(MethodId method, Set<Place> loops) {
    Set<MethodId> found = new LinkedHashSet<>();
    for (MethodId caller : acts.callers(method)) {
      for (CallGraph.Edge edge : calls.to(caller)) {
        if (!caller.equals(edge.caller())
            && loops.stream()
                .anyMatch(
                    p -> p.method().equals(edge.caller()) && p.loop().contains(edge.index()))) {
          found.add(caller);
        }
      }
    }
    boolean hasLoop = loops.stream().anyMatch(place -> place.method().equals(method));
    return hasLoop || found.isEmpty() ? Set.of(method) : found;
  }

  /** The innermost loop that holds forward, backward and update; climbs to the callers. */
  Set<Place> loops(MethodId driver) {
    Set<Place> found = new LinkedHashSet<>();
    MethodFlow flow = flows.get(driver);
    List<Act> all = acts.of(driver);
    for (Act update : all) {
      if (update.does(Act.Kind.UPDATE)) {
        for (Loops.Loop loop : flow.loops.around(update.index())) {
          boolean hasBackward = has(all, loop, Act.Kind.BACKWARD);
          boolean hasForward = all.stream().anyMatch(a -> isForward(a) && loop.contains(a.index()));
          if (hasBackward && hasForward) {
            found.add(new Place(driver, loop));
            break;
          }
        }
      }
    }
    if (found.isEmpty()) {
      climb(driver, found, new LinkedHashSet<>(), 0);
    }
    return found;
  }

  private static boolean has(List<Act> acts, Loops.Loop loop, Act.Kind kind) {
    return acts.stream().anyMatch(act -> act.does(kind) && loop.contains(act.index()));
  }

  private void climb(MethodId method, Set<Place> found, Set<MethodId> seen, int depth) {
    if (depth > MOST_CALLERS || !seen.add(method)) {
      return;
    }
    for (CallGraph.Edge edge : calls.to(method)) {
      MethodFlow flow = flows.get(edge.caller());
      if (flow == null || edge.caller().equals(method)) {
        continue;
      }
      List<Act> all = acts.of(edge.caller());
      Loops.Loop best = null;
      for (Loops.Loop loop : flow.loops.around(edge.index())) {
        boolean hasForward = all.stream().anyMatch(a -> runsForward(a) && loop.contains(a.index()));
        if (hasForward) {
          best = loop;
          break;
        }
      }
      if (best != null) {
        found.add(new Place(edge.caller(), best));
      } else {
        climb(edge.caller(), found, seen, depth + 1);
      }
    }
  }
}
