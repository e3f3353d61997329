package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import net.bytebuddy.asm.Advice;

/** A parameter server has updated the replicas of one parameter. */
public final class ReplicasProbe {
  private ReplicasProbe() {}

  /** After {@code ParameterServer.update}. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.Argument(1) NDArray[] replicas) {
    if (replicas.length < 2 || !Forwards.isOn()) {
      return;
    }
    ParameterRef ref = null;
    for (int i = 0; ref == null && i < replicas.length; i++) {
      ref = Runs.parameter(replicas[i]);
    }
    if (ref == null || !ref.run().isDue()) {
      return;
    }
    ThreadState thread = ThreadState.current();
    if (thread.replicas == null) {
      thread.replicas = new Replicas();
    }
    thread.replicas.updated(ref, replicas);
  }
}
