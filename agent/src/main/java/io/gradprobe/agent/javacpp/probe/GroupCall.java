package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.weave.LedCall;
import org.bytedeco.pytorch.Optimizer;

/** {@code add_param_group} or {@code add_parameters}: the optimizer trains more than before. */
public final class GroupCall {
  private GroupCall() {}

  /** Before the call. */
  public static int enter(Optimizer optimizer) {
    return LedCall.FOLLOW;
  }

  /** After the call. */
  public static void exit(int told, Throwable failure, Object result, Optimizer optimizer) {
    Runs.grown(optimizer);
  }
}
