package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** Somebody asks for a parameter's gradient. */
public final class GetGradientProbe {
  private GetGradientProbe() {}

  /** After {@code PtNDArray.getGradient}. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.This PtNDArray array, @Advice.Return PtNDArray gradient) {
    ParameterRef ref = Forwards.isOn() ? Runs.parameter(array) : null;
    if (ref == null || gradient == null || ThreadState.current().clearingDepth > 0) {
      return;
    }
    if (!ref.run().isInOptimizerStep()) {
      Runs.gradient(gradient, ref);
      ref.run().gradientRead(ref.index());
    }
  }
}
