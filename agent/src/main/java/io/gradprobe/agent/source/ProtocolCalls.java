package io.gradprobe.agent.source;

import io.gradprobe.runtime.run.Origin;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the user's code calls what marks the phases of training. Read while classes are woven, and
 * no finding by itself: it says more about what was found while the program ran.
 */
public final class ProtocolCalls {
  private static final int MOST = 10_000;
  private static final List<MethodReading> METHODS = new ArrayList<>();

  private ProtocolCalls() {}

  /** A method was read that calls some of it. */
  public static synchronized void add(MethodReading method) {
    if (METHODS.size() < MOST) {
      METHODS.add(method);
    }
  }

  /**
   * A call that was missed in the cycle of another one: where it stands, if anywhere.
   *
   * @param name the method that was not called
   * @param near the user's line whose cycle lacks it
   */
  public static synchronized Origin missed(String name, String near) {
    String outside = null;
    String elsewhere = null;
    boolean known = false;
    for (MethodReading method : METHODS) {
      String inLoop = method.inLoopOf(name, near);
      if (inLoop != null) {
        return of(name, inLoop, "stands in the same loop and was not reached");
      }
      boolean here = method.has(near);
      known |= here;
      if (here) {
        outside = method.first(name);
      } else if (elsewhere == null) {
        elsewhere = method.first(name);
      }
    }
    if (!known) {
      return null;
    }
    if (outside != null) {
      return of(name, outside, "stands outside of the loop");
    }
    return elsewhere != null
        ? of(name, elsewhere, "is called there only, and was not reached")
        : of(name, "", "is called nowhere in the code that was loaded so far");
  }

  private static Origin of(String name, String line, String where) {
    String place = line.isEmpty() ? "" : " (" + line + ")";
    return new Origin(name, line, "", name + place + " " + where);
  }
}
