package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.weave.LedCall;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/** {@code forward} of a module: libtorch's own, or the user's that extends one. */
public final class ForwardCall {
  private ForwardCall() {}

  /** Before the forward. */
  public static int enter(Module module, Tensor input) {
    if (!Runs.isOn()) {
      return LedCall.PASS;
    }
    Forwards.begin(module, input);
    return LedCall.FOLLOW;
  }

  /** After the forward. */
  public static void exit(int told, Throwable failure, Object result, Module module, Tensor input) {
    if (told == LedCall.FOLLOW) {
      Forwards.end(module, input, result, failure);
      if (failure == null) {
        Losses.computed(module, input, null, result);
      }
    }
  }
}
