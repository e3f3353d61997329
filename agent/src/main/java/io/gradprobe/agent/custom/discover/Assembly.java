package io.gradprobe.agent.custom.discover;

import io.gradprobe.agent.custom.binding.Accumulation;
import io.gradprobe.agent.custom.binding.Binding;
import io.gradprobe.agent.custom.binding.GradientWrite;
import io.gradprobe.agent.custom.binding.MemberRef;
import io.gradprobe.agent.custom.binding.Role;
import io.gradprobe.agent.custom.binding.Slot;
import io.gradprobe.agent.custom.binding.TrainingLoop;
import io.gradprobe.agent.custom.binding.Update;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;

/** Makes a binding of a group of updates. */
final class Assembly {
  private final List<Candidate> group;
  private final Map<MethodId, MethodFlow> flows = new LinkedHashMap<>();
  private final Writes writes;
  private final DataGraph graph;
  private final Members members;
  private final Acts acts;
  private final Drivers drivers;
  private final Roles roles;
  private final Set<Drivers.Place> loops = new LinkedHashSet<>();
  private final List<Slot> slots = new ArrayList<>();
  private final Map<List<Location>, Integer> indices = new LinkedHashMap<>();

  Assembly(List<Candidate> group, Program program, Analysis analysis, CallGraph calls) {
    this.group = group;
    this.writes = analysis.writes;
    this.graph = analysis.graph;
    List<MethodFlow> all = analysis.flows;
    all.forEach(flow -> flows.put(flow.id, flow));
    members = new Members(program);
    acts = new Acts(group, all, writes, calls, analysis.evidence);
    drivers = new Drivers(acts, calls, all);
    Set<String> owners = new LinkedHashSet<>();
    for (Candidate candidate : group) {
      if (!candidate.value().isLocal()) {
        owners.add(Members.dotted(candidate.value().path().get(0).owner()));
      }
    }
    roles = new Roles(program, acts, owners, flows::get);
  }

  /** The number of a slot in the binding, by {@link #key}. */
  int index(List<Location> key) {
    return indices.get(key);
  }

  Binding binding(String name, Set<MemberRef> parameters) {
    List<MethodId> driving = drivers.methods();
    if (driving.isEmpty()) {
      group.forEach(candidate -> addStep(candidate.change().store().method()));
    }
    for (MethodId driver : driving) {
      Set<Drivers.Place> around = drivers.loops(driver);
      loops.addAll(around);
      if (drivers.isWhole(driver) || driver.name().startsWith("lambda$")) {
        roles.addDriver(driver);
      } else {
        drivers.calledInLoop(driver, around).forEach(roles::addWhole);
      }
    }
    roles.settle();
    roles.addReturned(new ReturnedLoss(group, flows::get, graph));
    for (Candidate candidate : group) {
      List<Location> key = key(candidate.change());
      if (!indices.containsKey(key)) {
        indices.put(key, slots.size());
        slots.add(slot(candidate));
      }
    }
    Map<Role, List<MemberRef>> calls = new LinkedHashMap<>();
    roles.calls().forEach((role, methods) -> calls.put(role, List.copyOf(methods)));
    return new Binding(
        name,
        slots,
        List.copyOf(parameters),
        calls,
        updates(),
        gradientWrites(),
        loops.stream().map(this::loop).toList());
  }

  // Without a stored gradient only the step can be told, and what is called around it.
  private void addStep(MethodId method) {
    Set<Drivers.Place> around = drivers.loops(method);
    loops.addAll(around);
    boolean isInLoop = around.stream().anyMatch(place -> place.method().equals(method));
    if (!isInLoop) {
      roles.addStep(method);
      around.forEach(place -> roles.addDriver(place.method()));
    }
  }

  /** What tells the slot of a change. */
  static List<Location> key(Change change) {
    return Arrays.asList(change.value(), change.gradient());
  }

  private Slot slot(Candidate candidate) {
    Location gradient = candidate.gradient();
    return new Slot(
        members.path(candidate.value()),
        gradient == null ? List.of() : members.path(gradient),
        gradient == null ? Accumulation.UNKNOWN : accumulation(gradient));
  }

  private Accumulation accumulation(Location gradient) {
    // A variable of a method that is called for each step is another one each time.
    boolean isAnother =
        gradient.isLocal() && loops.stream().noneMatch(l -> l.method().equals(gradient.method()));
    if (isAnother || !writes.has(gradient, Write.Kind.ADDS)) {
      return Accumulation.OVERWRITES;
    }
    return isClearedInBackward(gradient) ? Accumulation.OVERWRITES : Accumulation.ADDS;
  }

  // A driver's call that fills the gradient also clears it, before it adds.
  private boolean isClearedInBackward(Location gradient) {
    Set<MethodId> clearing = new LinkedHashSet<>();
    writes.of(gradient, Write.Kind.CLEARS).stream()
        .filter(write -> writes.isOwn(gradient, write))
        .map(Write::store)
        .filter(store -> store.value().isZero() || !isWhereNull(store))
        .forEach(store -> clearing.add(store.method()));
    for (MemberRef backward : roles.calls().getOrDefault(Role.BACKWARD, Set.of())) {
      MethodId method = Members.id(backward);
      boolean isUpdating = acts.reaching(Act.Kind.UPDATE).contains(method);
      if (!isUpdating && reaches(method, clearing)) {
        return true;
      }
    }
    return false;
  }

  // A new gradient where there is none yet clears nothing.
  private boolean isWhereNull(Store store) {
    List<FieldId> path = store.place().path();
    for (AbstractInsnNode insn : flows.get(store.method()).node.instructions) {
      boolean isTest = insn.getOpcode() == Opcodes.IFNULL || insn.getOpcode() == Opcodes.IFNONNULL;
      if (isTest
          && insn.getPrevious() instanceof FieldInsnNode field
          && !path.isEmpty()
          && field.name.equals(path.get(path.size() - 1).name())) {
        return true;
      }
    }
    return false;
  }

  private boolean reaches(MethodId from, Set<MethodId> targets) {
    Set<MethodId> seen = new LinkedHashSet<>();
    List<MethodId> open = new ArrayList<>(List.of(from));
    while (!open.isEmpty()) {
      MethodId method = open.remove(open.size() - 1);
      if (targets.contains(method)) {
        return true;
      }
      if (seen.add(method)) {
        for (Act act : acts.of(method)) {
          if (act.edge() != null && act.does(Act.Kind.CLEAR)) {
            open.addAll(act.edge().callees());
          }
        }
      }
    }
    return false;
  }

  private List<Update> updates() {
    List<Update> updates = new ArrayList<>();
    for (Candidate candidate : group) {
      Store store = candidate.change().store();
      MethodFlow flow = flows.get(store.method());
      Update update =
          new Update(
              Members.dotted(store.method().owner()),
              store.method().name(),
              store.method().descriptor(),
              indices.get(key(candidate.change())),
              flow.loops.line(store.index()),
              !flow.loops.around(store.index()).isEmpty(),
              flow.loops.ordinal(store.index()),
              nest(flow, store.index()));
      if (!updates.contains(update)) {
        updates.add(update);
      }
    }
    return updates;
  }

  private List<GradientWrite> gradientWrites() {
    Set<GradientWrite> found = new LinkedHashSet<>();
    for (Candidate candidate : group) {
      if (candidate.gradient() == null) {
        continue;
      }
      for (Write write : writes.of(candidate.gradient())) {
        GradientWrite.Kind kind =
            switch (write.kind()) {
              case ADDS -> GradientWrite.Kind.ADDS;
              case ASSIGNS, COPIES, AVERAGES -> GradientWrite.Kind.ASSIGNS;
              case CLEARS -> GradientWrite.Kind.CLEARS;
              case SCALES -> GradientWrite.Kind.SCALES;
              case BEGINS -> null;
            };
        Store store = write.store();
        if (kind != null && writes.isOwn(candidate.gradient(), write)) {
          MethodFlow flow = flows.get(store.method());
          found.add(
              new GradientWrite(
                  kind,
                  Members.dotted(store.method().owner()),
                  store.method().name(),
                  store.method().descriptor(),
                  indices.get(key(candidate.change())),
                  flow.loops.line(store.index()),
                  flow.loops.ordinal(store.index()),
                  nest(flow, store.index())));
        }
      }
    }
    return List.copyOf(found);
  }

  // The outermost loop around an instruction that is no training loop.
  private int nest(MethodFlow flow, int index) {
    List<Loops.Loop> around = flow.loops.around(index);
    int nest = index;
    for (Loops.Loop loop : around) {
      if (loops.stream().anyMatch(l -> l.method().equals(flow.id) && l.loop().equals(loop))) {
        break;
      }
      nest = loop.first();
    }
    return flow.loops.ordinal(nest);
  }

  private TrainingLoop loop(Drivers.Place place) {
    MethodFlow flow = flows.get(place.method());
    return new TrainingLoop(
        Members.dotted(place.method().owner()),
        place.method().name(),
        place.method().descriptor(),
        flow.loops.line(place.loop()),
        flow.loops.ordinal(place.loop().first()));
  }
}
