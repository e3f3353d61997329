package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.weave.LedCall;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Optimizer;

/** {@code zero_grad} of an optimizer or of a module. */
public final class ZeroGradCall {
  private ZeroGradCall() {}

  /** Before the call. */
  public static int enter(Pointer owner) {
    return Runs.isOn() ? LedCall.FOLLOW : LedCall.PASS;
  }

  /** After the call. */
  public static void exit(int told, Throwable failure, Object result, Pointer owner) {
    if (told != LedCall.FOLLOW || failure != null) {
      return;
    }
    if (owner instanceof Optimizer optimizer) {
      OptimizerRef ref = Runs.cleared(optimizer);
      if (ref != null) {
        ThreadState.current().lastRun = ref.run();
        ref.run().gradientsCleared();
      }
    } else if (owner instanceof Module module) {
      Modules.seen(module);
      cleared(module);
    }
  }

  private static void cleared(Module module) {
    Map<Long, String> parameters = Modules.parameters(module);
    for (OptimizerRef ref : Runs.all()) {
      if (ref.run() == null || ref.run().isEnded()) {
        continue;
      }
      long own = parameters.keySet().stream().filter(i -> ref.indexOf(i) >= 0).count();
      if (own == ref.run().parameterCount()) {
        ref.run().gradientsCleared();
      } else if (own > 0) {
        for (long identity : parameters.keySet()) {
          int index = ref.indexOf(identity);
          if (index >= 0) {
            ref.run().gradientZeroed(index);
          }
        }
      }
    }
  }
}
