package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** Somebody asks for a parameter's gradient. */
public final class GetGradientProbe {
  private GetGradientProbe() {}

  /** After {@code PtNDArray.getGradient}. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.This PtNDArray array, @Advice.Return PtNDArray gradient) {
    if (gradient == null || !Forwards.isOn()) {
      return;
    }
    ThreadState thread = ThreadState.current();
    if (thread.steppingRun != null || thread.clearingDepth > 0) {
      return;
    }
    ParameterRef ref = Runs.parameter(array);
    if (ref != null && !ref.run().isInOptimizerStep()) {
      Runs.gradient(gradient, ref);
      ref.run().gradientRead(ref.index());
    }
  }
}
