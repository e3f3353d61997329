package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What all methods do for the training of one group of slots. */
final class Acts {
  private final CallGraph calls;
  private final Map<MethodId, List<Act>> direct = new HashMap<>();
  private final Map<Act.Kind, Set<MethodId>> reaching = new EnumMap<>(Act.Kind.class);

  Acts(
      List<Candidate> group,
      Collection<MethodFlow> flows,
      Writes writes,
      CallGraph calls,
      Evidence evidence) {
    this.calls = calls;
    for (Candidate candidate : group) {
      Store update = candidate.change().store();
      add(update.method(), update.index(), Act.Kind.UPDATE);
      List<Location> gradients =
          candidate.gradient() == null
              ? evidence.derivatives().errors(candidate.change())
              : List.of(candidate.gradient());
      gradients.forEach(gradient -> addWrites(gradient, writes));
    }
    for (MethodFlow flow : flows) {
      addReads(flow, group);
    }
    for (Act.Kind kind : Act.Kind.values()) {
      Set<MethodId> doing = new LinkedHashSet<>();
      direct.forEach(
          (method, acts) -> {
            if (acts.stream().anyMatch(act -> act.does(kind))) {
              doing.add(method);
            }
          });
      reaching.put(kind, calls.reaching(doing));
    }
  }

  private void addWrites(Location gradient, Writes writes) {
    for (Write write : writes.of(gradient)) {
      Act.Kind kind =
          switch (write.kind()) {
            case ADDS, ASSIGNS, COPIES, AVERAGES -> Act.Kind.BACKWARD;
            case CLEARS -> Act.Kind.CLEAR;
            case SCALES -> Act.Kind.CLIP;
            case BEGINS -> null;
          };
      if (kind != null && writes.isOwn(gradient, write)) {
        add(write.store().method(), write.store().index(), kind);
      }
    }
  }

  // A use of the value that is neither its update nor a way of the gradient.
  private void addReads(MethodFlow flow, List<Candidate> group) {
    Set<Integer> taken = new LinkedHashSet<>();
    direct.getOrDefault(flow.id, List.of()).forEach(act -> taken.add(act.index()));
    List<Store> all = new ArrayList<>(flow.stores);
    all.addAll(flow.locals);
    for (Store store : all) {
      Set<Sym> leaves = store.value().leaves();
      // What is stored in a value again is its update, be it told in the caller's terms.
      boolean isUpdate = group.stream().anyMatch(c -> c.value().is(flow.id, store.place()));
      boolean isRead =
          store.isDirect()
              && !isUpdate
              && !taken.contains(store.index())
              && reads(flow.id, leaves, group);
      if (isRead) {
        add(flow.id, store.index(), Act.Kind.FORWARD);
      }
    }
    if (flow.result != null
        && !flow.result.isPlace()
        && reads(flow.id, flow.result.leaves(), group)) {
      add(flow.id, flow.node.instructions.size() - 1, Act.Kind.FORWARD);
    }
  }

  private static boolean reads(MethodId method, Set<Sym> leaves, List<Candidate> group) {
    boolean isValue =
        leaves.stream().anyMatch(l -> group.stream().anyMatch(c -> c.value().is(method, l)));
    boolean isGradient =
        leaves.stream()
            .anyMatch(
                l ->
                    group.stream()
                        .anyMatch(c -> c.gradient() != null && c.gradient().is(method, l)));
    return isValue && !isGradient;
  }

  private void add(MethodId method, int index, Act.Kind kind) {
    List<Act> acts = direct.computeIfAbsent(method, m -> new ArrayList<>());
    if (acts.stream().noneMatch(act -> act.index() == index && act.does(kind))) {
      acts.add(new Act(index, EnumSet.of(kind), null));
    }
  }

  /** What a method does, its calls among it, in the order of its code. */
  List<Act> of(MethodId method) {
    List<Act> acts = new ArrayList<>();
    Set<Integer> called = new LinkedHashSet<>();
    for (CallGraph.Edge edge : calls.from(method)) {
      Set<Act.Kind> kinds = EnumSet.noneOf(Act.Kind.class);
      for (Act.Kind kind : Act.Kind.values()) {
        if (edge.callees().stream().anyMatch(reaching.get(kind)::contains)) {
          kinds.add(kind);
        }
      }
      direct.getOrDefault(method, List.of()).stream()
          .filter(act -> act.index() == edge.index())
          .forEach(act -> kinds.addAll(act.kinds()));
      if (!kinds.isEmpty()) {
        called.add(edge.index());
        acts.add(new Act(edge.index(), kinds, edge));
      }
    }
    for (Act act : direct.getOrDefault(method, List.of())) {
      if (!called.contains(act.index())) {
        acts.add(act);
      }
    }
    acts.sort((a, b) -> Integer.compare(a.index(), b.index()));
    return acts;
  }

  /** The methods that come to call a method, itself among them. */
  Set<MethodId> callers(MethodId method) {
    return calls.reaching(Set.of(method));
  }

  Set<MethodId> reaching(Act.Kind kind) {
    return reaching.get(kind);
  }
}
