package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/**
 * A backward. Not suppressed: it may stop the program where the user asked for that; all else that
 * it throws ends at its breaker.
 */
public final class BackwardProbe {
  private BackwardProbe() {}

  /** Before {@code JniUtils.backward}. */
  @Advice.OnMethodEnter(inline = false)
  public static boolean enter(@Advice.Argument(0) PtNDArray target) {
    if (!Forwards.isOn()) {
      return false;
    }
    Backwards.begin(target);
    return true;
  }

  /** After the call. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(@Advice.Enter boolean begun, @Advice.Thrown Throwable failure) {
    if (begun) {
      Backwards.end(failure);
    }
  }
}
