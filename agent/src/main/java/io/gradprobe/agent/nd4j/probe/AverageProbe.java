package io.gradprobe.agent.nd4j.probe;

import io.gradprobe.agent.AgentCore;
import net.bytebuddy.asm.Advice;

/** Arrays of several workers are averaged in place: those of their networks, as a rule. */
public final class AverageProbe {
  private AverageProbe() {}

  /** After {@code Nd4j.averageAndPropagate}. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit() {
    if (AgentCore.isOn()) {
      WatchedMemory.parametersSet();
    }
  }
}
