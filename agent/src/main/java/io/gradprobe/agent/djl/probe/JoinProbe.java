package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** Tensors are concatenated or stacked. */
public final class JoinProbe {
  private JoinProbe() {}

  /** After the operation. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.Argument(0) PtNDArray[] operands) {
    if (Forwards.isOn()) {
      Functions.joined(operands);
    }
  }
}
