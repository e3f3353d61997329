package io.gradprobe.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs something when the JVM ends, before any shutdown hook. Hooks run side by side in no order,
 * and JFR ends its recordings in one of them: an event that is committed in another hook may come
 * too late to be recorded. So the task is put in front of the JDK's own entry that runs the hooks;
 * where that can't be done, it becomes a hook like the others.
 */
final class ShutdownOrder {
  /** The JDK's slot for the entry that runs all application hooks. */
  private static final int APPLICATION_HOOKS = 1;

  private ShutdownOrder() {}

  static void beforeHooks(Instrumentation instrumentation, Runnable task) {
    Runnable once = once(task);
    try {
      instrumentation.redefineModule(
          Object.class.getModule(),
          Set.of(),
          Map.of(),
          Map.of("java.lang", Set.of(ShutdownOrder.class.getModule())),
          Set.of(),
          Map.of());
      Class.forName("java.lang.ApplicationShutdownHooks", true, null);
      Field field = Class.forName("java.lang.Shutdown", true, null).getDeclaredField("hooks");
      field.setAccessible(true);
      Runnable[] slots = (Runnable[]) field.get(null);
      Runnable hooks = slots[APPLICATION_HOOKS];
      slots[APPLICATION_HOOKS] =
          () -> {
            once.run();
            hooks.run();
          };
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      Runtime.getRuntime().addShutdownHook(new Thread(null, once, "gradprobe-shutdown", 0, false));
    }
  }

  private static Runnable once(Runnable task) {
    AtomicBoolean done = new AtomicBoolean();
    return () -> {
      if (done.compareAndSet(false, true)) {
        try {
          task.run();
        } catch (Throwable e) {
          Log.say("could not end in order: " + e);
        }
      }
    };
  }
}
