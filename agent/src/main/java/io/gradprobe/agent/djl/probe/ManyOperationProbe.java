package io.gradprobe.agent.djl.probe;

import net.bytebuddy.asm.Advice;

/** An operation that makes several arrays was called. */
public final class ManyOperationProbe {
  private ManyOperationProbe() {}

  /** After it. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.Origin("#m") String name,
      @Advice.AllArguments Object[] arguments,
      @Advice.Return Object result) {
    if (Operations.recording) {
      Operations.note(name, arguments, null, null, result);
    }
  }
}
