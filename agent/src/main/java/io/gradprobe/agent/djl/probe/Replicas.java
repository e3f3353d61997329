package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorKernels;

/** Compares the replicas of parameters that one step has updated. */
final class Replicas {
  private static final int SAMPLE = 256;

  private final double[] first = new double[SAMPLE];
  private final double[] other = new double[SAMPLE];
  private TrainingRun run;
  private int parameter;
  private int concerned;
  private double difference;
  private String location = "";

  /** A parameter's replicas have been updated. */
  void updated(ParameterRef ref, NDArray[] replicas) {
    int n = sample(replicas[0], first);
    double largest = 0;
    boolean equal = true;
    for (int r = 1; r < replicas.length && n > 0; r++) {
      if (sample(replicas[r], other) != n) {
        continue;
      }
      for (int i = 0; i < n; i++) {
        if (Double.doubleToRawLongBits(first[i]) != Double.doubleToRawLongBits(other[i])) {
          equal = false;
          double d = Math.abs(first[i] - other[i]);
          largest = Math.max(largest, Double.isNaN(d) ? Double.POSITIVE_INFINITY : d);
        }
      }
    }
    if (equal) {
      return;
    }
    if (run != ref.run()) {
      tell();
      run = ref.run();
      parameter = ref.index();
      location = Runs.USER.here();
    }
    parameter = Math.min(parameter, ref.index());
    concerned++;
    difference = Math.max(difference, largest);
  }

  private static int sample(NDArray array, double[] into) {
    if (!(array instanceof PtNDArray readable)) {
      return 0;
    }
    int[] copied = {0};
    ReadOutcome outcome =
        Torch.read(
            readable, (buffer, type) -> copied[0] = TensorKernels.sample(buffer, type, into));
    return outcome == ReadOutcome.READ ? copied[0] : 0;
  }

  /** The updates of a step are over: tells what differed. */
  void tell() {
    if (run != null) {
      run.replicasDiffer(parameter, concerned, difference, location);
      run = null;
      concerned = 0;
      difference = 0;
    }
  }
}
