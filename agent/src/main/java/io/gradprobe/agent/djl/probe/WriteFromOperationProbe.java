package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** An operation that writes its first operand from its second was called. */
public final class WriteFromOperationProbe {
  private WriteFromOperationProbe() {}

  /** After it. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.Origin("#m") String name,
      @Advice.Argument(0) PtNDArray target,
      @Advice.Argument(1) PtNDArray operand) {
    if (Operations.recording) {
      Operations.note(name, target, operand, null, target);
    }
  }
}
