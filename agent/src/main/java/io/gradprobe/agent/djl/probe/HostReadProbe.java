package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** An array is copied to the host. */
public final class HostReadProbe {
  private HostReadProbe() {}

  /** After it. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.Origin("#m") String name, @Advice.Argument(0) PtNDArray first) {
    if (Operations.recording) {
      Operations.note(name, first, null, null, null);
    }
  }
}
