package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.weave.LedCall;
import org.bytedeco.pytorch.Tensor;

/** One of libtorch's losses with its settings as they come: the mean over the batch. */
public final class LossCall {
  private LossCall() {}

  /** Before the call. */
  public static int enter(LedCall.Name name, Tensor prediction, Tensor label) {
    return Runs.isOn() ? LedCall.FOLLOW : LedCall.PASS;
  }

  /** After the call. */
  public static void exit(
      int told,
      Throwable failure,
      Object result,
      LedCall.Name name,
      Tensor prediction,
      Tensor label) {
    if (told == LedCall.FOLLOW && failure == null && result instanceof Tensor loss) {
      Losses.computed(name.text(), loss, prediction, label);
    }
  }
}
