package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** The engine's own optimizer updates one parameter. */
public final class SgdUpdateProbe {
  private SgdUpdateProbe() {}

  /** Before the update; true skips it. */
  @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, inline = false)
  public static boolean enter(@Advice.Argument(0) PtNDArray weight) {
    return Forwards.isOn() && Steps.updateBegin(weight);
  }

  /** After the update. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.Argument(0) PtNDArray weight,
      @Advice.Argument(3) float learningRate,
      @Advice.Argument(4) float weightDecay,
      @Advice.Argument(5) float rescale,
      @Advice.Argument(6) float clip,
      @Advice.Enter boolean skipped) {
    if (!skipped && Forwards.isOn()) {
      Steps.updated(weight, learningRate, weightDecay, rescale, clip);
    }
  }
}
