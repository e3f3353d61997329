package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** An operation that writes its operand was called. */
public final class WriteOperationProbe {
  private WriteOperationProbe() {}

  /** After it. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.Origin("#m") String name, @Advice.Argument(0) PtNDArray target) {
    if (Operations.recording) {
      Operations.note(name, target, null, null, target);
    }
  }
}
