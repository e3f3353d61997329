package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** An operation of one array was called. */
public final class UnaryOperationProbe {
  private UnaryOperationProbe() {}

  /** After it. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.Origin("#m") String name,
      @Advice.Argument(0) PtNDArray first,
      @Advice.Return PtNDArray result) {
    if (Operations.recording) {
      Operations.note(name, first, null, null, result);
    }
  }
}
