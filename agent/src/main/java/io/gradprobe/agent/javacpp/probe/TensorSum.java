package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorKernels;
import io.gradprobe.runtime.tensor.TensorStats;
import org.bytedeco.pytorch.Tensor;

/**
 * What a tensor's elements add up to.
 *
 * @param value their sum
 * @param allZero whether all of them are zero
 */
record TensorSum(double value, boolean allZero) {
  /** Reads a tensor; null where that is not possible. */
  static TensorSum of(Tensor tensor) {
    return of(tensor, tensor.numel());
  }

  /** The same for one whose number of elements is known. */
  static TensorSum of(Tensor tensor, long elements) {
    if (elements == 1) {
      double value = tensor.item_double();
      return new TensorSum(value, value == 0);
    }
    TensorStats stats = new TensorStats();
    ReadOutcome outcome =
        Tensors.read(tensor, (buffer, type) -> TensorKernels.stats(buffer, type, stats));
    return outcome == ReadOutcome.READ
        ? new TensorSum(stats.mean * stats.count, stats.allZero())
        : null;
  }
}
