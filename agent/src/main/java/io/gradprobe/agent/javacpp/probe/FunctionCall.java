package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.weave.LedCall;
import org.bytedeco.pytorch.Tensor;

/** An activation function. */
public final class FunctionCall {
  private FunctionCall() {}

  /** Before the call. */
  public static int enter(LedCall.Name name, Tensor input) {
    return Runs.isOn() ? LedCall.FOLLOW : LedCall.PASS;
  }

  /** After the call. */
  public static void exit(int told, Throwable failure, Object result, LedCall.Name name) {
    if (told == LedCall.FOLLOW && result instanceof Tensor output) {
      Functions.called(name.text(), output);
    }
  }
}
