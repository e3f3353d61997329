package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** A block asks for one of its parameters. */
public final class ParameterUseProbe {
  private ParameterUseProbe() {}

  /** After {@code ParameterStore.getValue}. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.Argument(0) Parameter parameter, @Advice.Return NDArray array) {
    if (!Forwards.isOn()) {
      return;
    }
    ParameterRef ref = Runs.of(parameter);
    if (ref == null) {
      return;
    }
    if (ThreadState.current().forwardDepth > 0) {
      ref.run().usedInForward(ref.index());
    }
    if (array != ref.access().array() && array instanceof PtNDArray other) {
      Runs.retarget(ref, other);
    }
  }
}
