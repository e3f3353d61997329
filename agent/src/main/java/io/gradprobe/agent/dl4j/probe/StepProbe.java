package io.gradprobe.agent.dl4j.probe;

import net.bytebuddy.asm.Advice;

/** A step function has changed the parameters. */
public final class StepProbe {
  private StepProbe() {}

  /** After the call. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit() {
    NetworkRun run = ThreadState.current().stepping;
    if (run != null && !run.description().isConstrained()) {
      run.stepEnds(null);
    }
  }
}
