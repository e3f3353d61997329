package io.gradprobe.agent.weave;

import io.gradprobe.agent.Log;
import io.gradprobe.runtime.GradprobeException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a woven call and its probe: what the probe throws is swallowed, and after a few
 * failures the probe is switched off for good. Only {@link GradprobeException}, which {@code
 * on-error=stop} asks for, passes.
 */
final class Breaker {
  private static final int MOST_FAILURES = 5;
  private static final MethodHandle FAILED;

  static {
    try {
      FAILED =
          MethodHandles.lookup()
              .findVirtual(
                  Breaker.class, "failed", MethodType.methodType(void.class, Throwable.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String probe;
  private final MutableCallSite site;
  private final AtomicInteger failures = new AtomicInteger();

  private Breaker(String probe, MethodType type) {
    this.probe = probe;
    site = new MutableCallSite(type);
  }

  /** A call site that calls the probe behind a breaker. */
  static MutableCallSite guard(String probe, MethodHandle target) {
    Breaker breaker = new Breaker(probe, target.type());
    MethodHandle swallow = FAILED.bindTo(breaker);
    Class<?> result = target.type().returnType();
    if (result != void.class) {
      MethodHandle instead = MethodHandles.dropArguments(idle(target.type()), 0, Throwable.class);
      swallow = MethodHandles.foldArguments(instead, swallow);
    }
    breaker.site.setTarget(MethodHandles.catchException(target, Throwable.class, swallow));
    return breaker.site;
  }

  /**
   * What does nothing and returns nothing; a tap's value goes on as it is, since the program waits
   * for it.
   */
  static MethodHandle idle(MethodType type) {
    if (type.parameterCount() == 0 || type.returnType() != type.parameterType(0)) {
      return MethodHandles.empty(type);
    }
    MethodHandle same = MethodHandles.identity(type.returnType());
    return MethodHandles.dropArguments(
        same, 1, type.parameterList().subList(1, type.parameterCount()));
  }

  @SuppressWarnings("unused") // by FAILED
  private void failed(Throwable failure) {
    if (failure instanceof GradprobeException asked) {
      throw asked;
    }
    try {
      if (failures.incrementAndGet() == MOST_FAILURES) {
        site.setTarget(idle(site.type()));
        MutableCallSite.syncAll(new MutableCallSite[] {site});
        Log.say("probe " + probe + " failed and is switched off: " + describe(failure));
      }
    } catch (Throwable e) {
      // A failure to switch off must not reach the program either.
    }
  }

  private static String describe(Throwable failure) {
    StackTraceElement[] stack = failure.getStackTrace();
    return stack.length == 0 ? failure.toString() : failure + " at " + stack[0];
  }
}
