package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import net.bytebuddy.asm.Advice;

/** One of DJL's losses is computed. */
public final class LossProbe {
  private LossProbe() {}

  /** Before the call. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static boolean enter(@Advice.This Loss loss) {
    if (!Forwards.isOn()) {
      return false;
    }
    ThreadState.current().enterLoss();
    Losses.begin(loss);
    return true;
  }

  /** After the call. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(
      @Advice.This Loss loss,
      @Advice.Argument(0) NDList labels,
      @Advice.Argument(1) NDList predictions,
      @Advice.Return NDArray result,
      @Advice.Enter boolean begun,
      @Advice.Thrown Throwable failure) {
    if (begun) {
      ThreadState.current().leaveLoss();
      Losses.end(loss, labels, predictions, result, failure);
    }
  }
}
