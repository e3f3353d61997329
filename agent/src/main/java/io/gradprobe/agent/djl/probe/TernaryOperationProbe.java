package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** An operation of three arrays was called. */
public final class TernaryOperationProbe {
  private TernaryOperationProbe() {}

  /** After it. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.Origin("#m") String name,
      @Advice.Argument(0) PtNDArray first,
      @Advice.Argument(1) PtNDArray second,
      @Advice.Argument(2) PtNDArray third,
      @Advice.Return PtNDArray result) {
    if (Operations.recording) {
      Operations.note(name, first, second, third, result);
    }
  }
}
