package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.BitSet;

/** What two backwards have in common, so that the second one finds what the first one has freed. */
final class FreedOrigin {
  private FreedOrigin() {}

  /**
   * What was found.
   *
   * @param operation the latest operation that both go through; or the first one that takes
   *     something made in an earlier cycle
   * @param carried whether it is the latter
   */
  record Place(Operation operation, boolean carried) {}

  /** The place; null where unknown. */
  static Place find(Graph graph, ThreadState thread) {
    BitSet common = graph.ancestors(thread.target, false);
    if (thread.earlierTarget == null) {
      return carried(graph, common, thread);
    }
    common.and(graph.ancestors(thread.earlierTarget, false));
    for (int i = common.length() - 1; i >= 0; i = common.previousSetBit(i - 1)) {
      if (graph.get(i).first() != null) {
        return new Place(graph.get(i), false);
      }
    }
    return null;
  }

  private static Place carried(Graph graph, BitSet ancestors, ThreadState thread) {
    for (int i = ancestors.nextSetBit(0); i >= 0; i = ancestors.nextSetBit(i + 1)) {
      Operation operation = graph.get(i);
      int at = i;
      boolean[] carried = {false};
      operation.operands(operand -> carried[0] |= isCarried(graph, at, operand, thread));
      if (carried[0]) {
        return new Place(operation, true);
      }
    }
    return null;
  }

  /** Whether an array was made while the collector before was open. */
  private static boolean isCarried(Graph graph, int at, NDArray operand, ThreadState thread) {
    if (!(operand instanceof PtNDArray array)
        || !Readable.isFloat(array)
        || Runs.parameter(array) != null
        || graph.writer(array, at) >= 0) {
      return false;
    }
    long made = Closings.timeMade(array);
    return made > thread.earlierCollectorTime && made < thread.collectorClosedTime;
  }
}
