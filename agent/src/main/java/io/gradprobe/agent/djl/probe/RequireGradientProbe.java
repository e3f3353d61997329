package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** An array is made to require a gradient. */
public final class RequireGradientProbe {
  private RequireGradientProbe() {}

  /** After {@code PtNDArray.setRequiresGradient}. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.This PtNDArray array, @Advice.Argument(0) boolean required) {
    if (required && Operations.recording) {
      Operations.note(Operation.REQUIRE_GRADIENT, array, null, null, null);
    }
    if (required
        && Forwards.isOn()
        && !ThreadState.current().tapping
        && BareArrays.isCalledByUser()) {
      BareArrays.register(array);
    }
  }
}
