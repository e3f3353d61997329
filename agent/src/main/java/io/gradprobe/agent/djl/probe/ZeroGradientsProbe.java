package io.gradprobe.agent.djl.probe;

import io.gradprobe.runtime.TrainingRun;
import net.bytebuddy.asm.Advice;

/** The user's program clears all gradients. */
public final class ZeroGradientsProbe {
  private ZeroGradientsProbe() {}

  /** Before the call. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static boolean enter() {
    if (!Forwards.isOn()) {
      return false;
    }
    ThreadState.current().clearingDepth++;
    return true;
  }

  /** After the call. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(@Advice.Enter boolean begun) {
    if (begun) {
      ThreadState.current().clearingDepth--;
      for (TrainingRun run : Runs.going()) {
        run.gradientsCleared();
      }
    }
  }
}
