package io.gradprobe.agent.djl.probe;

import net.bytebuddy.asm.Advice;

/** DJL's own inference: whether it records is not the user's choice. */
public final class InferenceProbe {
  private InferenceProbe() {}

  /** Before the call. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static boolean enter() {
    if (!Forwards.isOn()) {
      return false;
    }
    ThreadState.current().inferenceDepth++;
    return true;
  }

  /** After the call. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(@Advice.Enter boolean begun) {
    if (begun) {
      ThreadState.current().inferenceDepth--;
    }
  }
}
