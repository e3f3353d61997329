package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** A function of one tensor that activates, or that not every number is good for. */
public final class ActivationProbe {
  private ActivationProbe() {}

  /** After the function. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.Return PtNDArray result, @Advice.Origin("#m") String function) {
    if (Forwards.isOn() && result != null) {
      Functions.called(function, result);
    }
  }
}
