package io.gradprobe.agent.javacpp.probe;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** Turns calls that clip gradients into signals. */
final class Clips {
  private Clips() {}

  /**
   * Gradients were clipped in place.
   *
   * @param parameters a vector of tensors, or one tensor
   * @param factor what they were multiplied by; NaN where it was no scaling
   */
  static void clipped(Pointer parameters, double factor) {
    if (parameters instanceof TensorVector vector) {
      for (long i = 0; i < vector.size(); i++) {
        tell(vector.get(i), factor);
      }
    } else if (parameters instanceof Tensor tensor) {
      tell(tensor, factor);
    }
  }

  private static void tell(Tensor parameter, double factor) {
    long identity = Tensors.identity(parameter);
    for (OptimizerRef ref : Runs.all()) {
      int index = ref.run() == null || ref.run().isEnded() ? -1 : ref.indexOf(identity);
      if (index >= 0) {
        ref.run().gradientChanged(index, factor);
      }
    }
  }
}
