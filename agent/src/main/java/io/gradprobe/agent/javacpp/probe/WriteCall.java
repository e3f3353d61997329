package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.weave.LedCall;
import org.bytedeco.pytorch.Tensor;

/**
 * An operation in place, which may write a parameter of a hand-written loop or its gradient. It may
 * skip the write or stop the program where the user asked so.
 */
public final class WriteCall {
  private WriteCall() {}

  /** Before the write. */
  public static int enter(LedCall.Name name, Tensor target) {
    BareRef ref = Runs.isOn() ? BareTensors.latest() : null;
    return ref == null || !Tensors.isThere(target)
        ? LedCall.PASS
        : Writes.begin(ref, name.text(), target);
  }

  /** After the write. */
  public static void exit(
      int told, Throwable failure, Object result, LedCall.Name name, Tensor target) {
    if (told == LedCall.FOLLOW) {
      Writes.end(name.text(), target, failure);
    }
  }
}
