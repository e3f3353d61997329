package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDManager;
import net.bytebuddy.asm.Advice;

/** A manager is closed, and with it the arrays that it holds. */
public final class ManagerCloseProbe {
  private ManagerCloseProbe() {}

  /** Before {@code BaseNDManager.close}. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static void enter(@Advice.This NDManager manager) {
    Closings.closing(manager);
  }

  /** After it. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit() {
    Closings.closed();
  }
}
