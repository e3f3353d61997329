package io.gradprobe.agent.djl.probe;

import net.bytebuddy.asm.Advice;

/** DJL's own evaluation of a batch or a dataset. */
public final class EvaluationProbe {
  private EvaluationProbe() {}

  /** Before the call. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static boolean enter() {
    if (!Forwards.isOn()) {
      return false;
    }
    ThreadState.current().evaluationDepth++;
    return true;
  }

  /** After the call. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(@Advice.Enter boolean begun) {
    if (begun) {
      ThreadState.current().evaluationDepth--;
    }
  }
}
