package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.agent.source.CallSiteName;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.run.ParameterInfo;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Parameters of hand-written loops: arrays on which the user's own code calls {@code
 * setRequiresGradient(true)}. Those registered before one backward form a run.
 *
 * <p>A place in the program that registers a new array for every backward without ever writing it
 * makes inputs whose gradients are looked at, not parameters: it is left alone.
 */
final class BareArrays {
  private static final List<String> ARRAY_TYPES =
      List.of("Lai/djl/ndarray/NDArray;", "Lai/djl/pytorch/engine/PtNDArray;");
  private static final int MOST_PENDING = 4096;

  private record Pending(WeakReference<PtNDArray> reference, String site, String name) {
    boolean isAlive() {
      PtNDArray array = reference.get();
      return array != null && !array.isReleased() && array.hasGradient();
    }

    /** A model that has run forward since may own the array: then it is that run's parameter. */
    boolean isOwned() {
      ParameterRef ref = Runs.parameter(reference.get());
      return ref != null && !ref.run().isEnded();
    }
  }

  private static final StackWalker WALKER = StackWalker.getInstance();
  private static final List<Pending> PENDING = new ArrayList<>();
  private static final Map<String, TrainingRun> RUN_BY_SITE = new HashMap<>();
  private static final Set<String> LEFT_ALONE = new HashSet<>();
  private static volatile boolean hasPending;
  private static volatile TrainingRun latest;

  private BareArrays() {}

  /** Whether the call of {@code setRequiresGradient} under way is not one of DJL's own. */
  static boolean isCalledByUser() {
    return WALKER.walk(
        s ->
            s.map(StackWalker.StackFrame::getClassName)
                .filter(c -> !c.startsWith("io.gradprobe.agent.") && !c.startsWith("java."))
                .filter(c -> !c.equals("ai.djl.pytorch.engine.PtNDArray"))
                .findFirst()
                .map(c -> !c.startsWith("ai.djl.nn.") && !c.startsWith("ai.djl.training."))
                .orElse(false));
  }

  /** The user's code made an array require a gradient. */
  static synchronized void register(PtNDArray array) {
    if (Runs.parameter(array) != null || PENDING.size() >= MOST_PENDING) {
      return;
    }
    String site = Runs.USER.here();
    if (site.isEmpty() || LEFT_ALONE.contains(site)) {
      return;
    }
    TrainingRun before = RUN_BY_SITE.remove(site);
    if (before != null && !before.isEnded()) {
      boolean trained = before.steps() > 0;
      before.end();
      if (latest == before) {
        latest = null;
      }
      if (!trained) {
        LEFT_ALONE.add(site);
        return;
      }
    }
    String given = array.getName();
    String name = given == null ? "" : given;
    PENDING.add(new Pending(new WeakReference<>(array), site, name));
    hasPending = true;
  }

  /** A backward begins: what was registered since the last one forms a run. */
  static void beginRun() {
    if (hasPending) {
      beginPending();
    }
  }

  private static synchronized void beginPending() {
    hasPending = false;
    PENDING.removeIf(p -> !p.isAlive() || p.isOwned());
    if (PENDING.isEmpty()) {
      return;
    }
    List<ParameterInfo> infos = new ArrayList<>();
    List<PtNDArray> arrays = new ArrayList<>();
    List<TorchParameter> accesses = new ArrayList<>();
    for (Pending p : PENDING) {
      PtNDArray array = p.reference().get();
      if (array != null) {
        infos.add(Models.info(infos.size(), unused(nameOf(p), infos), "", "", array, true, ""));
        arrays.add(array);
        accesses.add(new TorchParameter(null, array));
      }
    }
    TrainingRun run =
        Runs.beginArrays(
            Models.runInfo("array", "", infos.get(0).device(), List.of(), infos), arrays, accesses);
    for (Pending p : PENDING) {
      RUN_BY_SITE.put(p.site(), run);
    }
    PENDING.clear();
    latest = run;
  }

  /**
   * An array bears its own name, or that of the variable or field on which the call was made.
   * Arrays that a loop's variable held in turn bear the names of the variables that were declared
   * before the loop, where there are as many of them; else they are told apart by number.
   */
  private static String nameOf(Pending pending) {
    if (!pending.name().isEmpty()) {
      return pending.name();
    }
    List<Pending> same = new ArrayList<>();
    for (Pending other : PENDING) {
      if (other.name().isEmpty() && other.site().equals(pending.site())) {
        same.add(other);
      }
    }
    int place = same.indexOf(pending);
    List<String> receivers = CallSiteName.receivers(pending.site());
    if (receivers.size() == same.size()) {
      return receivers.get(place);
    }
    List<String> declared = CallSiteName.variablesBefore(pending.site(), ARRAY_TYPES);
    declared.remove(receivers.get(0));
    return declared.size() == same.size()
        ? declared.get(place)
        : receivers.get(0) + "[" + place + "]";
  }

  /** The name, with a number where another array of the run bears it: a local of another method. */
  private static String unused(String name, List<ParameterInfo> taken) {
    long same =
        taken.stream()
            .filter(t -> t.name().equals(name) || t.name().startsWith(name + "#"))
            .count();
    return same == 0 ? name : name + "#" + (same + 1);
  }

  /** The latest run of bare arrays that goes on; null where there is none. */
  static TrainingRun latest() {
    TrainingRun run = latest;
    if (run == null) {
      return null;
    }
    if (run.isEnded()) {
      return null;
    }
    if (run.isReleased()) {
      run.end();
      return null;
    }
    return run;
  }
}
