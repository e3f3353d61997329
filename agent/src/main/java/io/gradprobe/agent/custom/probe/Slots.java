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
import java.util.List;

/**
 * The slots of a binding in the program's classes.
 *
 * @param inObjects those whose values are in fields of objects
 * @param bare those whose values are in a variable or a static field
 */
record Slots(List<BoundSlot> inObjects, List<Bare> bare) {

  /** A value in a variable or a static field. */
  record Bare(BoundSlot slot, Slot where) {}

  static Slots of(Binding binding, ClassLoader loader) {
    List<BoundSlot> inObjects = new ArrayList<>();
    List<Bare> bare = new ArrayList<>();
    for (int i = 0; i < binding.slots().size(); i++) {
      Slot slot = binding.slots().get(i);
      try {
        BoundSlot bound = BoundSlot.of(i, slot, loader);
        boolean alone = slot.value().get(0).kind() == MemberRef.Kind.LOCAL || bound.isStaticField();
        if (alone) {
          bare.add(new Bare(bound, slot));
        } else {
          inObjects.add(bound);
        }
      } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
        Log.say("cannot read " + slot.value() + " of " + binding.name() + ": " + e);
      }
    }
    bare.sort(Comparator.comparingInt(one -> place(one.where(), one.slot())));
    return new Slots(List.copyOf(inObjects), List.copyOf(bare));
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
      found.addAll(Candidates.below(tiers, inObjects));
    }
    return found;
  }

  private static Root root(List<MemberRef> way, BoundSlot slot, Roots roots, boolean ofGradient) {
    if (way.isEmpty()) {
      return null;
    }
    MemberRef first = way.get(0);
    if (first.kind() != MemberRef.Kind.LOCAL) {
      return slot.staticRoot(ofGradient);
    }
    return roots.variable(
        first.owner(), first.localMethod() + first.localMethodDescriptor(), first.localSlot());
  }
}
