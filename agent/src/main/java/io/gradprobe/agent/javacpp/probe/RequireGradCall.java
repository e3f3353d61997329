package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.weave.LedCall;
import org.bytedeco.pytorch.Tensor;

/** {@code requires_grad_} or {@code set_requires_grad}: the tensor may be a parameter. */
public final class RequireGradCall {
  private RequireGradCall() {}

  /** Before the call. */
  public static int enter(LedCall.Name name, Tensor tensor) {
    return Runs.isOn() ? LedCall.FOLLOW : LedCall.PASS;
  }

  /** After the call. */
  public static void exit(
      int told, Throwable failure, Object result, LedCall.Name name, Tensor tensor) {
    if (told == LedCall.FOLLOW && failure == null && tensor.requires_grad()) {
      BareTensors.register(tensor, name.text());
    }
  }
}
