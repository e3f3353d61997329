package io.gradprobe.agent.custom.weave;

import io.gradprobe.agent.Log;
import java.lang.instrument.ClassFileTransformer;
import java.lang.ref.WeakReference;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Weaves the classes of all plans as they are loaded or retransformed. */
final class HookTransformer implements ClassFileTransformer {
  private final List<Plan> planned = new CopyOnWriteArrayList<>();

  private final List<Recorded> recorded = new CopyOnWriteArrayList<>();

  private record Recorded(WeakReference<ClassLoader> loader, Recorder recorder) {}

  /** Records calls of the classes of a loader from now on. */
  void add(ClassLoader loader, Recorder recorder) {
    recorded.removeIf(one -> one.loader().refersTo(null));
    recorded.add(new Recorded(new WeakReference<>(loader), recorder));
  }

  /** Weaves what a plan wants into the program's classes from now on. */
  void add(Plan plan) {
    planned.removeIf(one -> one.program().isGone());
    planned.add(plan);
  }

  @Override
  public byte[] transform(
      Module module,
      ClassLoader loader,
      String name,
      Class<?> redefined,
      ProtectionDomain domain,
      byte[] bytes) {
    if (name == null || loader == null) {
      return null;
    }
    return weave(loader, name, bytes);
  }

  /** The woven class; null where nothing is woven. */
  byte[] weave(ClassLoader loader, String name, byte[] bytes) {
    Map<String, List<Point>> points = new HashMap<>();
    for (Plan plan : planned) {
      Map<String, List<Point>> wanted = plan.of(name);
      if (wanted != null && plan.program().isOf(loader)) {
        wanted.forEach(
            (method, some) -> points.computeIfAbsent(method, m -> new ArrayList<>()).addAll(some));
      }
    }
    List<Recorder> recorders = new ArrayList<>();
    for (Recorded one : recorded) {
      if (one.recorder().classes().contains(name) && one.loader().refersTo(loader)) {
        recorders.add(one.recorder());
      }
    }
    if (points.isEmpty() && recorders.isEmpty()) {
      return null;
    }
    try {
      return HookWeaver.weave(bytes, points, recorders);
    } catch (Throwable e) {
      Log.say("cannot weave " + name.replace('/', '.') + ", leaving it alone: " + e);
      return null;
    }
  }
}
