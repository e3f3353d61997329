package io.gradprobe.agent.weave;

import io.gradprobe.agent.Log;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/** Woven calls that are bound to an object of the agent's instead of to a framework's probe. */
public final class Numbered {
  private static final String MARK = "#";
  private static final List<Target> TARGETS = new ArrayList<>();

  /** What woven calls of one number reach. */
  public interface Target {
    /**
     * The method that a call is to reach.
     *
     * @param name which of the target's
     * @param type what the call passes
     */
    MethodHandle handle(String name, MethodType type) throws ReflectiveOperationException;

    /** The name for messages. */
    String name();
  }

  private Numbered() {}

  /** What woven code says to reach a target. */
  public static String add(Target target) {
    synchronized (TARGETS) {
      TARGETS.add(target);
      return MARK + (TARGETS.size() - 1);
    }
  }

  static boolean is(String key) {
    return key.startsWith(MARK);
  }

  static CallSite link(String name, MethodType type, String key) {
    Target target;
    synchronized (TARGETS) {
      target = TARGETS.get(Integer.parseInt(key.substring(MARK.length())));
    }
    try {
      return Breaker.guard(target.name(), target.handle(name, type));
    } catch (ReflectiveOperationException | RuntimeException e) {
      Log.say("cannot link " + target.name() + "." + name + ", leaving it out: " + e);
      return new ConstantCallSite(Breaker.idle(type));
    }
  }
}
