package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import net.bytebuddy.asm.Advice;

/** The trainer's parameter server has updated one parameter, by whichever optimizer. */
public final class ServerUpdateProbe {
  private ServerUpdateProbe() {}

  /** After {@code LocalParameterServer.update}. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.Argument(2) NDArray[] weights) {
    if (Forwards.isOn()) {
      for (NDArray weight : weights) {
        ParameterRef ref = Runs.parameter(weight);
        if (ref != null && ref.run().isInOptimizerStep()) {
          ref.run().parameterUpdated(ref.index());
        }
      }
    }
  }
}
