package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** Two tensors are added, one of which may be a loss. */
public final class AdditionProbe {
  private AdditionProbe() {}

  /** After {@code JniUtils.add}. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.Argument(0) PtNDArray a,
      @Advice.Argument(1) PtNDArray b,
      @Advice.Return PtNDArray sum) {
    if (Forwards.isOn()) {
      ThreadState thread = ThreadState.current();
      if (thread.forwardDepth == 0 && !thread.tapping) {
        thread.sums.added(a, b, sum);
      }
    }
  }
}
