package io.gradprobe.agent.djl.probe;

import net.bytebuddy.asm.Advice;

/** A scope is closed, and with it the arrays that were made in it. */
public final class ScopeCloseProbe {
  private ScopeCloseProbe() {}

  /** Before {@code NDScope.close}. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static void enter() {
    Closings.scopeClosing();
  }

  /** After it. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit() {
    Closings.scopeClosed();
  }
}
