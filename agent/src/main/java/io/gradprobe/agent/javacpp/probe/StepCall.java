package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.weave.LedCall;
import org.bytedeco.pytorch.Optimizer;

/** {@code Optimizer.step}. It may skip the step or stop the program where the user asked so. */
public final class StepCall {
  private StepCall() {}

  /** Before the step. */
  public static int enter(Optimizer optimizer) {
    return Runs.isOn() ? Steps.begin(optimizer) : LedCall.PASS;
  }

  /** After the step. */
  public static void exit(int told, Throwable failure, Object result, Optimizer optimizer) {
    if (told == LedCall.FOLLOW) {
      Steps.end(optimizer, failure);
    }
  }
}
