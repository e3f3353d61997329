package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.weave.LedCall;
import org.bytedeco.pytorch.Module;

/** {@code parameters} or {@code named_parameters}: what an optimizer is made of. */
public final class ParametersCall {
  private ParametersCall() {}

  /** Before the call. */
  public static int enter(Module module) {
    if (Runs.isOn()) {
      Modules.seen(module);
    }
    return LedCall.PASS;
  }

  /** After the call. */
  public static void exit(int told, Throwable failure, Object result) {
    // All that is to be seen was seen before it.
  }
}
