package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** A multiplication or division: how a loss is averaged over accumulated batches. */
public final class ScalingProbe {
  private ScalingProbe() {}

  /** After the operation. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.Return PtNDArray result) {
    if (Forwards.isOn() && result != null) {
      ThreadState.current().scaledHandle = Torch.handle(result);
    }
  }
}
