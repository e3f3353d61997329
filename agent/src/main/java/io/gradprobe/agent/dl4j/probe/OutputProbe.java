package io.gradprobe.agent.dl4j.probe;

import io.gradprobe.agent.AgentCore;
import net.bytebuddy.asm.Advice;
import org.deeplearning4j.nn.api.Model;

/** A network is run forward outside of training. */
public final class OutputProbe {
  private OutputProbe() {}

  /** Before the call. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static boolean enter(@Advice.This Model network, @Advice.Argument(0) boolean training) {
    ThreadState thread = ThreadState.current();
    NetworkRun run = AgentCore.isOn() && !training ? Runs.known(network) : null;
    if (run == null || thread.scoring != null) {
      return false;
    }
    if (thread.outputDepth++ == 0) {
      run.run().forwardBegin(false);
    }
    return true;
  }

  /** After the call. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(
      @Advice.This Model network, @Advice.Enter boolean begun, @Advice.Thrown Throwable failure) {
    ThreadState thread = ThreadState.current();
    if (!begun || --thread.outputDepth > 0) {
      return;
    }
    NetworkRun run = Runs.known(network);
    if (run != null) {
      run.evaluated(failure);
    }
  }
}
