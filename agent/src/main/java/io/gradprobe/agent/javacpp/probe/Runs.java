package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.AgentCore;
import io.gradprobe.agent.UserCode;
import io.gradprobe.agent.WeakIdentityMap;
import io.gradprobe.agent.javacpp.JavaCpp;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.observe.OriginFinder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bytedeco.pytorch.Optimizer;

/** Which optimizer is which run. A run begins with the first signal that concerns it. */
final class Runs {
  static final String FRAMEWORK = "JavaCPP";
  static final UserCode USER = new UserCode(JavaCpp.PACKAGES);

  private static final List<OptimizerRef> OPTIMIZERS = new CopyOnWriteArrayList<>();
  private static final WeakIdentityMap<Optimizer, OptimizerRef> KNOWN = new WeakIdentityMap<>();

  /** How many runs have begun: what is known of a module may change with it. */
  private static volatile int begun;

  private Runs() {}

  /** Whether probes are to do anything. */
  static boolean isOn() {
    return AgentCore.isOn() && AgentCore.isWhole(FRAMEWORK);
  }

  /** An optimizer was made. */
  static synchronized void made(Optimizer optimizer) {
    sweep();
    // Another one may have had the same address.
    OPTIMIZERS.removeIf(
        o -> {
          boolean before = o.is(optimizer);
          if (before) {
            o.end();
          }
          return before;
        });
    OptimizerRef ref = new OptimizerRef(optimizer);
    OPTIMIZERS.add(ref);
    KNOWN.put(optimizer, ref);
  }

  /** Ends the runs of optimizers that are gone. */
  private static void sweep() {
    for (OptimizerRef ref : OPTIMIZERS) {
      if (ref.optimizer() == null) {
        ref.end();
        OPTIMIZERS.remove(ref);
      }
    }
  }

  /** An optimizer that trains, its run begun; null where it has no parameters. */
  static OptimizerRef of(Optimizer optimizer) {
    if (optimizer == null || optimizer.isNull()) {
      return null;
    }
    OptimizerRef ref = KNOWN.get(optimizer);
    if (ref == null) {
      ref = find(optimizer);
    }
    return isBegun(ref) || begin(ref) ? ref : null;
  }

  /**
   * An optimizer clears its gradients: it, its run begun; null where there is none. An optimizer
   * that is older than the agent may be the first of its model that is seen: then its run begins
   * with the backward.
   */
  static OptimizerRef cleared(Optimizer optimizer) {
    boolean waits =
        AgentCore.monitor().isLate()
            && !optimizer.isNull()
            && !isBegun(find(optimizer))
            && Modules.holding(RunDraft.held(optimizer)) == null;
    return waits ? null : of(optimizer);
  }

  private static boolean isBegun(OptimizerRef ref) {
    return ref.run() != null && !ref.run().isEnded();
  }

  private static synchronized OptimizerRef find(Optimizer optimizer) {
    for (OptimizerRef ref : OPTIMIZERS) {
      if (ref.is(optimizer)) {
        KNOWN.put(optimizer, ref);
        return ref;
      }
    }
    OptimizerRef ref = new OptimizerRef(optimizer);
    OPTIMIZERS.add(ref);
    KNOWN.put(optimizer, ref);
    return ref;
  }

  /** All optimizers. */
  static List<OptimizerRef> all() {
    return OPTIMIZERS;
  }

  /**
   * A backward begins. Where no optimizer has been used yet, their runs begin now: the latest
   * first, and of those that hold the same parameter only one. An optimizer that is made and never
   * used, while another trains, is no run.
   */
  static void backwardBegins() {
    if (begun == 0 && !OPTIMIZERS.isEmpty()) {
      beginAll();
    }
  }

  private static synchronized void beginAll() {
    Set<Long> taken = new HashSet<>();
    for (int i = OPTIMIZERS.size() - 1; i >= 0; i--) {
      Optimizer optimizer = OPTIMIZERS.get(i).optimizer();
      Set<Long> held = optimizer == null ? Set.of() : RunDraft.held(optimizer);
      if (Collections.disjoint(taken, held) && begin(OPTIMIZERS.get(i))) {
        taken.addAll(held);
      }
    }
  }

  /** Whether an optimizer holds a tensor. */
  static boolean holds(long identity) {
    for (OptimizerRef ref : OPTIMIZERS) {
      Optimizer optimizer = ref.optimizer();
      boolean held =
          isBegun(ref)
              ? ref.indexOf(identity) >= 0
              : optimizer != null && RunDraft.held(optimizer).contains(identity);
      if (held) {
        return true;
      }
    }
    return false;
  }

  /** Runs of this framework that have begun and not ended. */
  static List<TrainingRun> going() {
    List<TrainingRun> going = new ArrayList<>(2);
    for (OptimizerRef ref : all()) {
      if (isBegun(ref)) {
        going.add(ref.run());
      }
    }
    BareRef bare = BareTensors.latest();
    if (bare != null) {
      going.add(bare.run());
    }
    return going;
  }

  /** Begins a run of bare tensors. */
  static TrainingRun beginBare(List<String> names, List<TensorAccess> accesses) {
    return AgentCore.monitor()
        .begin(RunDraft.bare(names, accesses), accesses, false, USER, OriginFinder.NONE);
  }

  /** How many runs of optimizers have begun: what a module is to a run may change with it. */
  static int begun() {
    return begun;
  }

  /** An optimizer is none that can be watched. */
  static void leaveAlone(Optimizer optimizer) {
    OptimizerRef ref = find(optimizer);
    if (!ref.isLeftAlone()) {
      ref.leaveAlone();
    }
  }

  /** An optimizer was given more parameters. */
  static void grown(Optimizer optimizer) {
    find(optimizer).grown();
  }

  /** The optimizer holds other parameters than before: a new run begins. */
  static synchronized OptimizerRef again(OptimizerRef ref) {
    Optimizer optimizer = ref.optimizer();
    ref.end();
    OPTIMIZERS.remove(ref);
    return optimizer == null ? null : of(renewed(optimizer));
  }

  private static Optimizer renewed(Optimizer optimizer) {
    OptimizerRef next = new OptimizerRef(optimizer);
    OPTIMIZERS.add(next);
    KNOWN.put(optimizer, next);
    return optimizer;
  }

  private static synchronized boolean begin(OptimizerRef ref) {
    Optimizer optimizer = ref.optimizer();
    if (ref.run() != null || optimizer == null || ref.isLeftAlone()) {
      return ref.run() != null && !ref.run().isEnded();
    }
    RunDraft draft = new RunDraft(optimizer, others(ref));
    if (draft.isEmpty()) {
      return false;
    }
    TrainingRun run =
        AgentCore.monitor()
            .begin(draft.info(optimizer), draft.accesses(), false, USER, OriginFinder.NONE);
    ref.begin(run, draft.accesses(), draft.groups(optimizer), draft.decays(optimizer));
    if (draft.root() != null) {
      Modules.trains(run, draft.root());
    }
    for (OptimizerRef other : OPTIMIZERS) {
      if (other != ref && isBegun(other)) {
        share(ref, other, draft);
      }
    }
    ref.begunAs(++begun);
    return true;
  }

  private static List<Optimizer> others(OptimizerRef ref) {
    List<Optimizer> others = new ArrayList<>();
    for (OptimizerRef other : OPTIMIZERS) {
      Optimizer o = other.optimizer();
      if (other != ref && o != null) {
        others.add(o);
      }
    }
    return others;
  }

  /** What two optimizers hold is no outside write to either of them. */
  private static void share(OptimizerRef ref, OptimizerRef other, RunDraft draft) {
    for (int i = 0; i < draft.accesses().size(); i++) {
      int index = other.indexOf(draft.accesses().get(i).identity());
      if (index >= 0) {
        other.run().weightShared(index);
        ref.run().weightShared(i);
      }
    }
  }
}
