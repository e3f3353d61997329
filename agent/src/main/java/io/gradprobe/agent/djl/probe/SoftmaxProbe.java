package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** A softmax or log-softmax. */
public final class SoftmaxProbe {
  private SoftmaxProbe() {}

  /** After the function. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.Argument(0) PtNDArray input,
      @Advice.Argument(1) long axis,
      @Advice.Return PtNDArray result,
      @Advice.Origin("#m") String function) {
    if (Forwards.isOn() && result != null) {
      Functions.softmax(function, axis, input, result);
    }
  }
}
