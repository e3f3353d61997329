package io.gradprobe.agent.custom.binding;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which members of a program's own autograd play which role.
 *
 * @param name tells it from others of the same program
 * @param slots where values and gradients are
 * @param parameters methods or fields that yield the parameters, as an array, a collection or one
 *     object; where empty, the parameters are what updates touch or what can be reached from the
 *     receivers of step and forward
 * @param calls the methods that play a role, by role; none for {@code parameters}, {@code value}
 *     and {@code gradient}
 * @param updates where values are stored from gradients; not in files, bytecode tells
 * @param writes where gradients are stored; not in files, bytecode tells
 * @param loops where training loops begin; not in files, bytecode tells
 */
public record Binding(
    String name,
    List<Slot> slots,
    List<MemberRef> parameters,
    Map<Role, List<MemberRef>> calls,
    List<Update> updates,
    List<GradientWrite> writes,
    List<TrainingLoop> loops) {
  /** Copies all of them. */
  public Binding {
    slots = List.copyOf(slots);
    parameters = List.copyOf(parameters);
    Map<Role, List<MemberRef>> copy = new TreeMap<>();
    calls.forEach((role, members) -> copy.put(role, List.copyOf(members)));
    calls = Collections.unmodifiableMap(copy);
    updates = List.copyOf(updates);
    writes = List.copyOf(writes);
    loops = List.copyOf(loops);
  }

  /** The methods that play a role; empty where none does. */
  public List<MemberRef> calls(Role role) {
    return calls.getOrDefault(role, List.of());
  }
}
