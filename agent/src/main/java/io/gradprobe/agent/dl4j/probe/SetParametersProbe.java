package io.gradprobe.agent.dl4j.probe;

import net.bytebuddy.asm.Advice;

/** Parameters are set by DL4J's own means. */
public final class SetParametersProbe {
  private SetParametersProbe() {}

  /** Before the call. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static void enter() {
    ThreadState.current().settingDepth++;
  }

  /** After the call. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit() {
    ThreadState thread = ThreadState.current();
    thread.settingDepth = Math.max(0, thread.settingDepth - 1);
  }
}
