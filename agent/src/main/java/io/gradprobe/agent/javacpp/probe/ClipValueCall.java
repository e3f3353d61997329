package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.weave.LedCall;
import org.bytedeco.javacpp.Pointer;

/** {@code clip_grad_value_}. */
public final class ClipValueCall {
  private ClipValueCall() {}

  /** Before the call. */
  public static int enter(Pointer parameters, double limit) {
    return Runs.isOn() ? LedCall.FOLLOW : LedCall.PASS;
  }

  /** After the call. */
  public static void exit(int told, Throwable failure, Object result, Pointer parameters) {
    if (told == LedCall.FOLLOW && failure == null) {
      Clips.clipped(parameters, Double.NaN);
    }
  }
}
