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
      ThreadState thread = ThreadState.current();
      for (NDArray weight : weights) {
        ParameterRef ref = thread.parameter(weight);
        if (ref != null && thread.isInStepOf(ref.run())) {
          ref.run().parameterUpdated(ref.index());
        }
      }
    }
  }
}
