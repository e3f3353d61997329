package io.gradprobe.agent.dl4j.probe;

import io.gradprobe.agent.AgentCore;
import net.bytebuddy.asm.Advice;
import org.deeplearning4j.nn.api.Model;

/**
 * A network computes its gradient and score. Not suppressed: it may stop the program where the user
 * asked for that; all else that it throws ends at its breaker.
 */
public final class ScoreProbe {
  private ScoreProbe() {}

  /** Before {@code computeGradientAndScore}. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static boolean enter(@Advice.This Model network) {
    NetworkRun run = AgentCore.isOn() ? Runs.of(network) : null;
    if (run == null) {
      return false;
    }
    ThreadState.current().scoring = run;
    run.scoreBegins();
    return true;
  }

  /** After the call. */
  @Advice.OnMethodExit(onThrowable = Throwable.class, inline = false)
  public static void exit(
      @Advice.This Model network, @Advice.Enter boolean begun, @Advice.Thrown Throwable failure) {
    if (begun) {
      NetworkRun run = ThreadState.current().scoring;
      ThreadState.current().scoring = null;
      run.scoreEnds(network, failure);
    }
  }
}
