package io.gradprobe.benchmark;

import java.util.List;

/**
 * One JVM of in-JVM comparisons. Arguments: workload, block size, warm-up steps, width, seconds a
 * comparison, then the comparisons: {@code bare}, {@code hand-written}, or an agent's profile.
 * Prints what {@link ProfileBlocks#print} prints.
 */
final class BlocksMain {
  private BlocksMain() {}

  public static void main(String[] args) throws ReflectiveOperationException {
    ProfileBlocks blocks =
        new ProfileBlocks(
            Integer.parseInt(args[1]),
            Integer.parseInt(args[2]),
            Double.parseDouble(args[3]),
            Double.parseDouble(args[4]));
    try (Workload workload = Workload.named(args[0])) {
      blocks.print(workload::step, List.of(args).subList(5, args.length));
      if (!Float.isFinite(workload.lastLoss())) {
        throw new IllegalStateException("training went wrong: loss " + workload.lastLoss());
      }
    }
  }
}
