package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** An operation of any number of arrays was called. */
public final class JoiningOperationProbe {
  private JoiningOperationProbe() {}

  /** After it. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.Origin("#m") String name,
      @Advice.Argument(0) PtNDArray[] operands,
      @Advice.Return PtNDArray result) {
    if (Operations.recording) {
      Operations.note(name, operands, null, null, result);
    }
  }
}
