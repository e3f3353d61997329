package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.source.CallSiteName;
import io.gradprobe.runtime.TrainingRun;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * Parameters of hand-written loops: leaves on which the program itself calls {@code requires_grad_}
 * and that no optimizer holds. Those registered before one backward form a run.
 *
 * <p>A place in the program that registers a new tensor for every backward without ever writing it
 * makes inputs whose gradients are looked at, not parameters: it is left alone.
 */
final class BareTensors {
  private static final int MOST_PENDING = 4096;

  private record Pending(WeakReference<Tensor> reference, String site, String called) {
    Tensor tensor() {
      Tensor t = reference.get();
      return Tensors.isThere(t) && t.requires_grad() && t.is_leaf() ? t : null;
    }
  }

  private static final List<Pending> PENDING = new ArrayList<>();
  private static final Map<String, BareRef> RUN_BY_SITE = new HashMap<>();
  private static final Set<String> LEFT_ALONE = new HashSet<>();
  private static volatile boolean hasPending;
  private static volatile BareRef latest;

  private BareTensors() {}

  /** The program made a tensor require a gradient. */
  static synchronized void register(Tensor tensor, String called) {
    long identity = Tensors.identity(tensor);
    boolean known = latest != null && latest.indexOf(identity) >= 0;
    if (known || Runs.holds(identity) || PENDING.size() >= MOST_PENDING) {
      return;
    }
    String site = Runs.USER.here();
    if (site.isEmpty() || LEFT_ALONE.contains(site)) {
      return;
    }
    BareRef before = RUN_BY_SITE.remove(site);
    if (before != null && !before.run().isEnded()) {
      boolean trained = before.run().steps() > 0;
      end(before);
      if (!trained) {
        LEFT_ALONE.add(site);
        return;
      }
    }
    PENDING.add(new Pending(new WeakReference<>(tensor), site, called));
    hasPending = true;
  }

  private static void end(BareRef ref) {
    ref.end();
    if (latest == ref) {
      latest = null;
    }
  }

  /** A backward begins: what was registered since the last one forms a run. */
  static void beginRun() {
    if (hasPending) {
      beginPending();
    }
  }

  private static synchronized void beginPending() {
    hasPending = false;
    List<String> names = new ArrayList<>();
    List<TensorAccess> accesses = new ArrayList<>();
    List<WeakReference<Tensor>> tensors = new ArrayList<>();
    Set<String> sites = new HashSet<>();
    Set<Long> taken = new HashSet<>();
    for (Pending p : PENDING) {
      Tensor tensor = p.tensor();
      if (tensor == null
          || Runs.holds(Tensors.identity(tensor))
          || !taken.add(Tensors.identity(tensor))) {
        continue;
      }
      names.add(unused(nameOf(p), names));
      accesses.add(new TensorAccess(tensor));
      tensors.add(p.reference());
      sites.add(p.site());
    }
    PENDING.clear();
    if (accesses.isEmpty()) {
      return;
    }
    if (latest != null) {
      latest.endIfGone();
    }
    TrainingRun run = Runs.beginBare(names, accesses);
    BareRef ref = new BareRef(run, accesses, tensors);
    sites.forEach(site -> RUN_BY_SITE.put(site, ref));
    latest = ref;
    ThreadState.current().lastRun = run;
  }

  /**
   * A tensor bears the name of the variable or field that the call was made on or that took its
   * result. Those that a loop's variable held in turn are told apart by number.
   */
  private static String nameOf(Pending pending) {
    List<Pending> same = new ArrayList<>();
    for (Pending other : PENDING) {
      if (other.site().equals(pending.site()) && other.called().equals(pending.called())) {
        same.add(other);
      }
    }
    List<String> receivers = CallSiteName.receivers(pending.site(), pending.called());
    int place = same.indexOf(pending);
    return receivers.size() == same.size()
        ? receivers.get(place)
        : receivers.get(0) + "[" + place + "]";
  }

  /** The name, with a number where another tensor of the run bears it. */
  private static String unused(String name, List<String> taken) {
    long same = taken.stream().filter(t -> t.equals(name) || t.startsWith(name + "#")).count();
    return same == 0 ? name : name + "#" + (same + 1);
  }

  /** The latest run of bare tensors that goes on; null where there is none. */
  static BareRef latest() {
    BareRef ref = latest;
    if (ref == null) {
      return null;
    }
    return ref.endIfGone() ? null : ref;
  }
}
