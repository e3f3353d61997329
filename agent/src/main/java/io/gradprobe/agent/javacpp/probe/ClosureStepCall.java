package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.weave.LedCall;
import org.bytedeco.pytorch.LossClosure;
import org.bytedeco.pytorch.Optimizer;

/** A step that runs backward itself, as often as it likes: such an optimizer is left alone. */
public final class ClosureStepCall {
  private ClosureStepCall() {}

  /** Before the step. */
  public static int enter(Optimizer optimizer, LossClosure closure) {
    if (Runs.isOn()) {
      Runs.leaveAlone(optimizer);
    }
    return LedCall.PASS;
  }

  /** After the step. */
  public static void exit(int told, Throwable failure, Object result) {
    // Nothing of it is watched.
  }
}
