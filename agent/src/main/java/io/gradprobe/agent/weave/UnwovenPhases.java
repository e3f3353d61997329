package io.gradprobe.agent.weave;

import io.gradprobe.agent.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls that mark a phase of training in methods that were running when the agent came. A framework
 * whose methods are native is woven where it is called, and these calls can't be woven until their
 * methods are called again. Who sees the others alone sees loops in parts, and must not judge them.
 */
public final class UnwovenPhases {
  private static final long LOOK_AGAIN_NANOS = 500_000_000L;

  /**
   * Such a call.
   *
   * @param className binary name of the class that makes it
   * @param method the name of the method that makes it
   * @param called class and name of the method that is called
   */
  record Phase(String framework, String className, String method, String called) {
    boolean isIn(RunningMethods running) {
      return running.lineless(className).contains(method);
    }

    /** Whether its class has been left as it was, lines and all. */
    boolean isInUnchanged(RunningMethods running) {
      return running.of(className).contains(method);
    }
  }

  private record Held(Phase phase, boolean changed) {}

  private final List<Held> held = new ArrayList<>();
  private final ConcurrentHashMap<String, Long> heldUntil = new ConcurrentHashMap<>();
  private volatile boolean any;

  /** Whether none of a framework's phases is called by code that is not woven. */
  public boolean hasNone(String framework) {
    return !any || isOver(framework);
  }

  private boolean isOver(String framework) {
    Long until = heldUntil.get(framework);
    if (until == null) {
      return true;
    }
    return System.nanoTime() - until > 0 && lookAgain(framework);
  }

  private synchronized boolean lookAgain(String framework) {
    RunningMethods running = RunningMethods.now();
    held.removeIf(one -> !isStill(one, running));
    boolean over = held.stream().noneMatch(one -> one.phase.framework.equals(framework));
    if (over) {
      heldUntil.remove(framework);
      any = !heldUntil.isEmpty();
    } else {
      heldUntil.put(framework, System.nanoTime() + LOOK_AGAIN_NANOS);
    }
    return over;
  }

  private static boolean isStill(Held one, RunningMethods running) {
    return one.changed ? one.phase.isIn(running) : one.phase.isInUnchanged(running);
  }

  /** The agent has come to a running program. */
  synchronized void add(List<Phase> phases, List<Class<?>> changed, RunningMethods running) {
    for (Phase phase : phases) {
      boolean isChanged = changed.stream().anyMatch(c -> c.getName().equals(phase.className));
      Held one = new Held(phase, isChanged);
      if (isStill(one, running)) {
        held.add(one);
        heldUntil.put(phase.framework, System.nanoTime() + LOOK_AGAIN_NANOS);
        any = true;
        Log.say(
            phase.framework
                + " is not watched: "
                + phase.className
                + "."
                + phase.method
                + " is running already and calls "
                + phase.called
                + " itself; woven code takes effect at a method's next call");
      }
    }
  }
}
