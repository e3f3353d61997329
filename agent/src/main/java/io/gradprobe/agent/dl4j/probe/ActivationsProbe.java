package io.gradprobe.agent.dl4j.probe;

import net.bytebuddy.asm.Advice;

/** A network's layers have run forward in training. */
public final class ActivationsProbe {
  private ActivationsProbe() {}

  /** After the call. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.Return Object activations) {
    NetworkRun run = ThreadState.current().scoring;
    if (run != null) {
      run.activations(activations);
    }
  }
}
