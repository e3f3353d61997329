package io.gradprobe.benchmark;

import org.bytedeco.pytorch.AnomalyMode;

/**
 * One JVM that trains with libtorch, bare against bare and against libtorch's anomaly mode.
 * Arguments: workload, block size, warm-up steps, width, seconds a comparison, a folder for
 * libtorch's natives. Prints the lines of {@link BlocksMain}.
 */
final class AnomalyMain {
  private AnomalyMain() {}

  public static void main(String[] args) {
    System.setProperty("org.bytedeco.javacpp.cachedir", args[5]);
    int blockSteps = Integer.parseInt(args[1]);
    double width = Double.parseDouble(args[3]);
    long cap = (long) (Double.parseDouble(args[4]) * 1e9);
    LibtorchWorkload workload = LibtorchWorkload.named(args[0]);
    for (int i = 0; i < Integer.parseInt(args[2]); i++) {
      workload.step();
    }
    Runnable off = () -> AnomalyMode.set_enabled(false, true);
    Runnable on = () -> AnomalyMode.set_enabled(true, true);
    BlockComparison.Way bare = new BlockComparison.Way(off, workload::step);
    print(
        "bare",
        new BlockComparison(blockSteps, bare, new BlockComparison.Way(off, workload::step))
            .run(width, cap));
    print(
        "anomaly mode",
        new BlockComparison(blockSteps, bare, new BlockComparison.Way(on, workload::step))
            .run(width, cap));
    if (!Float.isFinite(workload.lastLoss())) {
      throw new IllegalStateException("training went wrong: loss " + workload.lastLoss());
    }
  }

  private static void print(String name, BlockComparison.Result result) {
    System.out.println(name + "|" + result.line());
  }
}
