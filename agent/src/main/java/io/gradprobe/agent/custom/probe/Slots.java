package io.gradprobe.agent.custom.probe;

import io.gradprobe.agent.Log;
import io.gradprobe.agent.custom.binding.Binding;
import io.gradprobe.agent.custom.binding.MemberRef;
import io.gradprobe.agent.custom.binding.Slot;
import io.gradprobe.agent.custom.heap.BoundSlot;
import io.gradprobe.agent.custom.heap.Candidate;
import io.gradprobe.agent.custom.heap.Candidates;
import io.gradprobe.agent.custom.heap.Root;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The slots of a binding in the program's classes.
 *
 * @param inObjects those whose values are in fields of objects
 * @param bare those whose values are in a variable or a static field
 * @param variables the variables that hold gradients of those in objects
 */
record Slots(List<BoundSlot> inObjects, List<Bare> bare, Map<BoundSlot, MemberRef> variables) {

  /** A value in a variable or a static field. */
  record Bare(BoundSlot slot, Slot where) {}

  static Slots of(Binding binding, ClassLoader loader) {
    List<BoundSlot> inObjects = new ArrayList<>();
    List<Bare> bare = new ArrayList<>();
    Map<BoundSlot, MemberRef> variables = new IdentityHashMap<>();
    for (int i = 0; i < binding.slots().size(); i++) {
      Slot slot = binding.slots().get(i);
      try {
        BoundSlot bound = BoundSlot.of(i, slot, loader);
        boolean alone = slot.value().get(0).kind() == MemberRef.Kind.LOCAL || bound.isStaticField();
        if (alone) {
          bare.add(new Bare(bound, slot));
        } else {
          inObjects.add(bound);
          MemberRef gradient = slot.gradient().isEmpty() ? null : slot.gradient().get(0);
          if (gradient != null && gradient.kind() == MemberRef.Kind.LOCAL) {
            variables.put(bound, gradient);
          }
        }
      } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
        Log.say("cannot read " + slot.value() + " of " + binding.name() + ": " + e);
      }
    }
    bare.sort(Comparator.comparingInt(one -> place(one.where(), one.slot())));
    return new Slots(List.copyOf(inObjects), List.copyOf(bare), variables);
  }

  /** In the order of the source. */
  private static int place(Slot where, BoundSlot slot) {
    MemberRef first = where.value().get(0);
    return first.kind() == MemberRef.Kind.LOCAL ? first.localSlot() : slot.place();
  }

  /**
   * What may be parameters now.
   *
   * @param roots where variables are
   * @param tiers the roots that objects are looked for from
   */
  List<Candidate> candidates(Roots roots, List<List<Root>> tiers) {
    List<Candidate> found = new ArrayList<>();
    for (Bare one : bare) {
      Root value = root(one.where().value(), one.slot(), roots, false);
      Root gradient = root(one.where().gradient(), one.slot(), roots, true);
      Candidate candidate = value == null ? null : Candidates.bare(one.slot(), value, gradient);
      if (candidate != null) {
        found.add(candidate);
      }
    }
    if (!inObjects.isEmpty()) {
      found.addAll(withVariables(Candidates.below(tiers, inObjects), roots));
    }
    return found;
  }

  /** A gradient in a variable belongs to the only object that there is to belong to. */
  private List<Candidate> withVariables(List<Candidate> found, Roots roots) {
    List<Candidate> all = new ArrayList<>();
    for (Candidate one : found) {
      MemberRef local = variables.get(one.slot());
      boolean isOnly =
          local != null && found.stream().filter(c -> c.slot() == one.slot()).count() == 1;
      all.add(isOnly ? one.withGradient(roots.gradient(local)) : one);
    }
    return all;
  }

  private static Root root(List<MemberRef> way, BoundSlot slot, Roots roots, boolean ofGradient) {
    if (way.isEmpty()) {
      return null;
    }
    MemberRef first = way.get(0);
    if (first.kind() != MemberRef.Kind.LOCAL) {
      return slot.staticRoot(ofGradient);
    }
    if (ofGradient) {
      return roots.gradient(first);
    }
    return roots.variable(
        first.owner(), first.localMethod() + first.localMethodDescriptor(), first.localSlot());
  }
}
