package io.gradprobe.agent.custom.heap;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Member;
import java.util.Map;
import java.util.Set;

/**
 * Opens the program's own members for reading. Where a named module keeps its package closed, that
 * package is opened to gradprobe alone.
 */
public final class Opening {
  private static volatile Instrumentation instrumentation;

  private Opening() {}

  /** Takes what can open packages of named modules. */
  public static void with(Instrumentation given) {
    instrumentation = given;
  }

  /** Makes a member accessible. */
  public static <T extends AccessibleObject & Member> void open(T member) {
    try {
      member.setAccessible(true);
    } catch (InaccessibleObjectException e) {
      Instrumentation means = instrumentation;
      if (means == null) {
        throw e;
      }
      Class<?> owner = member.getDeclaringClass();
      means.redefineModule(
          owner.getModule(),
          Set.of(),
          Map.of(),
          Map.of(owner.getPackageName(), Set.of(Opening.class.getModule())),
          Set.of(),
          Map.of());
      member.setAccessible(true);
    }
  }
}
