package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** A batch normalisation. The engine throws where a channel has a single value in training. */
public final class BatchNormProbe {
  private BatchNormProbe() {}

  /** Before the operation. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static void enter(
      @Advice.Argument(0) PtNDArray input, @Advice.Argument(5) boolean training) {
    if (training && Forwards.isOn()) {
      Functions.batchNorm(input);
    }
  }
}
