package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.weave.LedCall;
import java.lang.ref.WeakReference;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** A multiplication or division by a number: what accumulated losses are averaged with. */
public final class ScaleCall {
  private ScaleCall() {}

  /** Before the call. */
  public static int enter(Tensor tensor, Scalar factor) {
    return Runs.isOn() ? LedCall.FOLLOW : LedCall.PASS;
  }

  /** After the call. */
  public static void exit(int told, Throwable failure, Object result, Tensor tensor) {
    if (told == LedCall.FOLLOW && result instanceof Tensor scaled) {
      ThreadState.current().scaled = new WeakReference<>(scaled);
    }
  }
}
