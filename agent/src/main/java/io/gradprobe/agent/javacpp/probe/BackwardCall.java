package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.weave.LedCall;
import org.bytedeco.pytorch.Tensor;

/** {@code Tensor.backward}. It may stop the program where the user asked so. */
public final class BackwardCall {
  private BackwardCall() {}

  /** Before the backward. */
  public static int enter(Tensor target) {
    return Runs.isOn() && Backwards.begin(target) ? LedCall.FOLLOW : LedCall.PASS;
  }

  /** After the backward. */
  public static void exit(int told, Throwable failure, Object result, Tensor target) {
    if (told == LedCall.FOLLOW) {
      Backwards.end(failure);
    }
  }
}
