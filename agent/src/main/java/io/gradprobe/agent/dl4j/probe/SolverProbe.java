package io.gradprobe.agent.dl4j.probe;

import net.bytebuddy.asm.Advice;

/** One of DL4J's optimizers makes an iteration. */
public final class SolverProbe {
  private SolverProbe() {}

  /** Before the call. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static void enter() {
    ThreadState.current().solverDepth++;
  }

  /** After the call. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(@Advice.Thrown Throwable failure) {
    ThreadState thread = ThreadState.current();
    thread.solverDepth = Math.max(0, thread.solverDepth - 1);
    if (thread.stepping != null) {
      thread.stepping.stepEnds(failure);
    }
  }
}
