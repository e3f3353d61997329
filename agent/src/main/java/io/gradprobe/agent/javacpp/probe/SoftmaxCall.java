package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.weave.LedCall;
import org.bytedeco.pytorch.Tensor;

/** A softmax or log-softmax along an axis. */
public final class SoftmaxCall {
  private SoftmaxCall() {}

  /** Before the call. */
  public static int enter(LedCall.Name name, Tensor input, long axis) {
    return Runs.isOn() ? LedCall.FOLLOW : LedCall.PASS;
  }

  /** After the call. */
  public static void exit(
      int told, Throwable failure, Object result, LedCall.Name name, Tensor input, long axis) {
    if (told == LedCall.FOLLOW && result instanceof Tensor output) {
      Functions.softmax(name.text(), axis, input, output);
    }
  }
}
