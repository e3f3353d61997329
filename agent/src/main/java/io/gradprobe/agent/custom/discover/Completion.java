package io.gradprobe.agent.custom.discover;

import io.gradprobe.agent.custom.binding.Binding;
import io.gradprobe.agent.custom.binding.GradientWrite;
import io.gradprobe.agent.custom.binding.MemberRef;
import io.gradprobe.agent.custom.binding.Slot;
import io.gradprobe.agent.custom.binding.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The places in bytecode that belong to a binding file's slots. */
final class Completion {
  private final Binding binding;
  private final Program program;
  private final Analysis analysis;

  Completion(Binding binding, Program program, Analysis analysis) {
    this.binding = binding;
    this.program = program;
    this.analysis = analysis;
  }

  /** The internal names of the classes that a binding names. */
  static Set<String> owners(Binding binding) {
    Set<String> owners = new LinkedHashSet<>();
    Stream.of(
            binding.parameters().stream(),
            binding.calls().values().stream().flatMap(List::stream),
            binding.slots().stream()
                .flatMap(slot -> Stream.concat(slot.value().stream(), slot.gradient().stream())))
        .flatMap(members -> members)
        .forEach(member -> owners.add(member.owner().replace('.', '/')));
    return owners;
  }

  Binding binding() {
    List<Candidate> group = new ArrayList<>();
    Map<List<Location>, Integer> slots = new HashMap<>();
    for (int i = 0; i < binding.slots().size(); i++) {
      Slot slot = binding.slots().get(i);
      for (Change change : analysis.changes) {
        if (isAt(slot.value(), change.value())
            && (change.gradient() == null
                ? slot.gradient().isEmpty()
                : isAt(slot.gradient(), change.gradient()))) {
          group.add(new Candidate(change, analysis.evidence.of(change)));
          slots.putIfAbsent(Assembly.key(change), i);
        }
      }
    }
    group = Selection.withoutCopies(group);
    if (group.isEmpty()) {
      return binding;
    }
    CallGraph calls = new CallGraph(program, analysis.flows);
    Assembly assembly = new Assembly(group, program, analysis, calls);
    Binding places = assembly.binding(binding.name(), Set.of());
    Map<Integer, Integer> numbers = new HashMap<>();
    for (Candidate candidate : group) {
      List<Location> key = Assembly.key(candidate.change());
      numbers.put(assembly.index(key), slots.get(key));
    }
    return new Binding(
        binding.name(),
        binding.slots(),
        binding.parameters(),
        binding.calls(),
        places.updates().stream().map(update -> renumbered(update, numbers)).toList(),
        places.writes().stream().map(write -> renumbered(write, numbers)).toList(),
        places.loops());
  }

  private static Update renumbered(Update u, Map<Integer, Integer> numbers) {
    return new Update(
        u.owner(),
        u.method(),
        u.descriptor(),
        numbers.get(u.slot()),
        u.line(),
        u.inLoopOfMethod(),
        u.instruction(),
        u.nest());
  }

  private static GradientWrite renumbered(GradientWrite w, Map<Integer, Integer> numbers) {
    return new GradientWrite(
        w.kind(),
        w.owner(),
        w.method(),
        w.descriptor(),
        numbers.get(w.slot()),
        w.line(),
        w.instruction(),
        w.nest());
  }

  // Whether members of a file mean a location: they may name accessors for its fields, and may
  // end at the object that has the numbers.
  private boolean isAt(List<MemberRef> members, Location location) {
    if (members.isEmpty()) {
      return false;
    }
    MemberRef first = members.get(0);
    if (first.kind() == MemberRef.Kind.LOCAL) {
      return location.isLocal()
          && location.method().owner().equals(first.owner().replace('.', '/'))
          && location.method().name().equals(first.localMethod())
          && location.method().descriptor().equals(first.localMethodDescriptor())
          && Variables.slot(location.slot()) == first.localSlot();
    }
    if (location.isLocal()) {
      return false;
    }
    List<FieldId> path = new ArrayList<>();
    for (MemberRef member : members) {
      path.addAll(fields(member));
    }
    List<FieldId> own = location.path();
    int common = Math.min(path.size(), own.size());
    return common > 0
        && (path.subList(0, common).equals(own.subList(0, common))
            || path.subList(path.size() - common, path.size())
                .equals(own.subList(own.size() - common, own.size())));
  }

  private List<FieldId> fields(MemberRef member) {
    String owner = member.owner().replace('.', '/');
    if (member.kind() == MemberRef.Kind.FIELD) {
      return List.of(new FieldId(owner, member.name(), member.descriptor()));
    }
    MethodId accessor = new MethodId(owner, member.name(), member.descriptor());
    return analysis.flows.stream()
        .filter(flow -> flow.id.equals(accessor) && flow.result != null)
        .map(flow -> flow.result.path())
        .findFirst()
        .orElse(List.of());
  }
}
