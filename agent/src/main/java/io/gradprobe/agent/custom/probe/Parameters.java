package io.gradprobe.agent.custom.probe;

import io.gradprobe.agent.custom.heap.BoundSlot;
import io.gradprobe.agent.custom.heap.Candidate;
import io.gradprobe.agent.custom.heap.Candidates;
import io.gradprobe.agent.custom.heap.Root;
import io.gradprobe.runtime.run.ParameterInfo;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The parameters of a run, and which of them a step is about. Keeps nothing alive. */
final class Parameters {
  /** Calls of one place that have been about the same parameters so often are taken to be so. */
  private static final int SETTLED = 8;

  private final List<BoundSlot> slots;
  private final List<Candidate> all;
  private final List<WeakReference<Object>> owners = new ArrayList<>();
  private final Map<Root, WeakReference<Object>> roots = new IdentityHashMap<>();
  private final WeakReference<Object>[] held;
  private final boolean[] replacedInLoop;
  private final Map<Site, Habit> habits = new IdentityHashMap<>();

  /** What calls of one place have been about so far. */
  private static final class Habit {
    boolean[] mask;
    int times;

    /** Whether arguments have told what a call was about. */
    boolean byArguments;

    /** Whether arguments or receivers have. */
    boolean told;
  }

  @SuppressWarnings("unchecked")
  Parameters(List<BoundSlot> slots, List<Candidate> all) {
    held = (WeakReference<Object>[]) new WeakReference<?>[all.size()];
    replacedInLoop = new boolean[all.size()];
    this.slots = slots;
    this.all = List.copyOf(all);
    for (Candidate one : all) {
      owners.add(one.owner());
      if (!one.isBare()) {
        roots.put(one.root(), new WeakReference<>(one.root().get()));
      }
    }
  }

  int count() {
    return all.size();
  }

  Candidate get(int index) {
    return all.get(index);
  }

  List<Candidate> all() {
    return all;
  }

  /** Whether they are the same, in any order. */
  boolean areThoseOf(List<Candidate> others) {
    return others.size() == all.size()
        && others.stream().allMatch(other -> all.stream().anyMatch(other::isSame));
  }

  /** Their descriptions. Where several models are trained, names begin with their variables. */
  List<ParameterInfo> infos() {
    long models = all.stream().filter(c -> !c.isBare()).map(Candidate::root).distinct().count();
    Map<String, Integer> taken = new HashMap<>();
    List<ParameterInfo> infos = new ArrayList<>();
    for (Candidate one : all) {
      String model = one.isBare() || models < 2 ? "" : one.root().name();
      String name =
          model.isEmpty() || one.name().startsWith(model) ? one.name() : model + "." + one.name();
      int same = taken.merge(name, 1, Integer::sum);
      infos.add(one.info(infos.size(), same == 1 ? name : name + "#" + same));
    }
    return infos;
  }

  /** Whether an object holds one of them. */
  boolean isOwner(Object object) {
    for (WeakReference<Object> owner : owners) {
      if (owner.refersTo(object)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the objects that they were found in are gone or others. */
  boolean areReplaced() {
    for (Map.Entry<Root, WeakReference<Object>> root : roots.entrySet()) {
      Object now = root.getKey().get();
      if (now == null || !root.getValue().refersTo(now)) {
        return true;
      }
    }
    return false;
  }

  /** What variables and static fields hold now. */
  void seeVariables() {
    for (int i = 0; i < held.length; i++) {
      if (all.get(i).isBare()) {
        Object now = all.get(i).holder();
        if (held[i] == null) {
          held[i] = new WeakReference<>(now);
        } else if (!held[i].refersTo(now)) {
          replacedInLoop[i] = true;
          held[i] = new WeakReference<>(now);
        }
      }
    }
  }

  /** Whether variables hold others than in the loop, which has not replaced them itself. */
  boolean areReplacedInVariables() {
    for (int i = 0; i < held.length; i++) {
      if (held[i] != null && !replacedInLoop[i] && !held[i].refersTo(all.get(i).holder())) {
        return true;
      }
    }
    return false;
  }

  /** Which parameters a step is about; none where its arguments are not among those known. */
  boolean[] of(Call call) {
    if (!call.site().slots().isEmpty()) {
      return ofSlots(call.site().slots());
    }
    Habit habit = habits.computeIfAbsent(call.site(), s -> new Habit());
    if (habit.times >= SETTLED) {
      return habit.mask;
    }
    boolean[] mask = reached(call.arguments());
    habit.byArguments |= !isEmpty(mask);
    if (!habit.byArguments) {
      if (call.receiver() != null) {
        mask = reached(List.of(call.receiver()));
      }
      habit.told |= !isEmpty(mask);
      if (!habit.told) {
        Arrays.fill(mask, true);
      }
    }
    habit.times = habit.mask != null && Arrays.equals(mask, habit.mask) ? habit.times + 1 : 0;
    habit.mask = mask;
    return mask;
  }

  private boolean[] ofSlots(List<Integer> wanted) {
    boolean[] mask = new boolean[all.size()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = wanted.contains(all.get(i).slot().index());
    }
    return mask;
  }

  private boolean[] reached(List<Object> from) {
    boolean[] mask = new boolean[all.size()];
    Set<Object> reached = Candidates.owners(from, slots);
    reached.addAll(from);
    for (int i = 0; i < mask.length; i++) {
      Object owner = owners.get(i).get();
      mask[i] = owner != null && reached.contains(owner) || isAmong(from, all.get(i).holder());
    }
    return mask;
  }

  /** Whether any of them can be reached from an object. */
  boolean areWithin(Object object) {
    return !isEmpty(reached(List.of(object)));
  }

  private static boolean isAmong(List<Object> objects, Object wanted) {
    for (Object object : objects) {
      if (object == wanted) {
        return true;
      }
    }
    return false;
  }

  static boolean isEmpty(boolean[] mask) {
    for (boolean one : mask) {
      if (one) {
        return false;
      }
    }
    return true;
  }
}
