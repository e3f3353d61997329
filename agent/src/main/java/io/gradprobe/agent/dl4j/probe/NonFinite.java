package io.gradprobe.agent.dl4j.probe;

import io.gradprobe.agent.nd4j.probe.ArrayMemory;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorKernels;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where a loss that is not finite comes from: inputs, labels, weights, or the first layer whose
 * output is not finite. Asked while the arrays of the step are still there.
 */
final class NonFinite {
  /** A loss that stays not finite is looked into at the first few steps. */
  private static final int MOST_SEARCHES = 32;

  private int searches;

  /** The output of one layer in the forward under way. */
  record Output(Part part, INDArray array) {}

  /** A score was computed and is not finite. */
  void blame(TrainingRun run, INDArray[] inputs, INDArray labels, List<Output> outputs) {
    if (++searches > MOST_SEARCHES) {
      return;
    }
    boolean data = false;
    for (int i = 0; inputs != null && i < inputs.length && !data; i++) {
      data = blameData(run, inputs[i], inputs.length == 1 ? "input" : "input" + i);
    }
    data = data || blameData(run, labels, "label");
    if (run.examineWeights() || data) {
      return;
    }
    for (Output output : outputs) {
      TensorStats stats = stats(output.array);
      if (stats != null && !stats.allFinite()) {
        run.activationNotFinite(output.part.name(), output.part.type(), "", stats, null);
        return;
      }
    }
  }

  private static boolean blameData(TrainingRun run, INDArray array, String name) {
    TensorStats stats = stats(array);
    if (stats == null || stats.allFinite()) {
      return false;
    }
    run.nonFiniteInput(name, stats);
    return true;
  }

  private static TensorStats stats(INDArray array) {
    TensorStats stats = new TensorStats();
    ReadOutcome outcome =
        ArrayMemory.read(array, (elements, type) -> TensorKernels.stats(elements, type, stats));
    return outcome == ReadOutcome.READ ? stats : null;
  }
}
