package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** The engine has cleared one parameter's gradient. */
public final class ZeroGradProbe {
  private ZeroGradProbe() {}

  /** After {@code JniUtils.zeroGrad}. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.Argument(0) PtNDArray weight) {
    ParameterRef ref = Forwards.isOn() ? ThreadState.current().parameter(weight) : null;
    if (ref != null) {
      ref.run().gradientClearedByOptimizer(ref.index());
    }
  }
}
