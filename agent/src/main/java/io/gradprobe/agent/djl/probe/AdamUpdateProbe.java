package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** The engine's own optimizer updates one parameter. */
public final class AdamUpdateProbe {
  private AdamUpdateProbe() {}

  /** Before the update; true skips it. */
  @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, inline = false)
  public static boolean enter(@Advice.Argument(0) PtNDArray weight) {
    return Forwards.isOn() && Steps.updateBegin(weight);
  }

  /** After the update. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.Argument(0) PtNDArray weight,
      @Advice.Argument(4) float learningRate,
      @Advice.Argument(6) float weightDecay,
      @Advice.Argument(7) float rescale,
      @Advice.Argument(8) float clip,
      @Advice.Enter boolean skipped) {
    if (!skipped && Forwards.isOn()) {
      Steps.updated(weight, learningRate, weightDecay, rescale, clip);
    }
  }
}
