package io.gradprobe.agent.dl4j.probe;

import net.bytebuddy.asm.Advice;
import org.deeplearning4j.nn.api.Model;

/** A network's layers are run backward. */
public final class BackpropProbe {
  private BackpropProbe() {}

  /** Before {@code calcBackpropGradients}. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static void enter(@Advice.This Model network) {
    NetworkRun run = ThreadState.current().scoring;
    if (run != null) {
      run.backpropBegins(Networks.inputs(network));
    }
  }
}
