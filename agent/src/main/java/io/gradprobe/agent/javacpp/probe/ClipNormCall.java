package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.weave.LedCall;
import org.bytedeco.javacpp.Pointer;

/** {@code clip_grad_norm_}. */
public final class ClipNormCall {
  /** What libtorch adds to the norm before it divides by it. */
  private static final double EPSILON = 1e-6;

  private ClipNormCall() {}

  /** Before the call. */
  public static int enter(Pointer parameters, double limit) {
    return Runs.isOn() ? LedCall.FOLLOW : LedCall.PASS;
  }

  /** After the call. */
  public static void exit(
      int told, Throwable failure, Object norm, Pointer parameters, double limit) {
    if (told == LedCall.FOLLOW && failure == null && norm instanceof Double size) {
      Clips.clipped(parameters, Math.min(1, limit / (size + EPSILON)));
    }
  }
}
