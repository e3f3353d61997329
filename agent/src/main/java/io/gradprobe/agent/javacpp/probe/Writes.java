package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.weave.LedCall;
import org.bytedeco.pytorch.Tensor;

/** Turns writes in place to bare parameters and to their gradients into signals. */
final class Writes {
  private Writes() {}

  /** A write begins. May throw where the user asked for it. */
  static int begin(BareRef ref, String operation, Tensor target) {
    int parameter = ref.indexOfMemory(target);
    if (parameter >= 0) {
      ThreadState.current().lastRun = ref.run();
      boolean skip = ref.run().weightWriteBegin(parameter, operation);
      ref.run().throwIfStopped();
      return skip ? LedCall.SKIP : LedCall.FOLLOW;
    }
    return ref.indexOfGradient(target) >= 0 ? LedCall.FOLLOW : LedCall.PASS;
  }

  /** The write has ended. */
  static void end(String operation, Tensor target, Throwable failure) {
    BareRef ref = BareTensors.latest();
    if (ref == null) {
      return;
    }
    int parameter = ref.indexOfMemory(target);
    if (parameter >= 0) {
      if (failure == null) {
        ref.run().weightWriteEnd(parameter);
      } else {
        ref.run().weightWriteFailed(parameter, failure);
      }
      return;
    }
    int gradient = failure == null ? ref.indexOfGradient(target) : -1;
    if (gradient >= 0) {
      if (operation.equals("zero_") || isZero(target)) {
        ref.run().gradientZeroed(gradient);
      } else {
        ref.run().gradientChanged(gradient, Double.NaN);
      }
    }
  }

  private static boolean isZero(Tensor tensor) {
    TensorSum sum = TensorSum.of(tensor);
    return sum != null && sum.allZero();
  }
}
