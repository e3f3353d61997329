package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.weave.LedCall;
import org.bytedeco.pytorch.Tensor;

/** {@code requires_grad_} or {@code set_requires_grad}: the tensor may be a parameter. */
public final class RequireGradCall {
  /** How often a tensor was made to require a gradient, or not to. */
  private static volatile int changes;

  private RequireGradCall() {}

  /** A number that changes whenever a tensor may have been frozen or unfrozen. */
  static int changes() {
    return changes;
  }

  /** Before the call. */
  public static int enter(LedCall.Name name, Tensor tensor) {
    return Runs.isOn() ? LedCall.FOLLOW : LedCall.PASS;
  }

  /** After the call. */
  public static void exit(
      int told, Throwable failure, Object result, LedCall.Name name, Tensor tensor) {
    changes++;
    if (told == LedCall.FOLLOW && failure == null && tensor.requires_grad()) {
      BareTensors.register(tensor, name.text());
    }
  }
}
