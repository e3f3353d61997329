package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import java.util.BitSet;
import java.util.Set;

/**
 * The operation, nearest to the loss, whose derivative is not finite at its operands' values: there
 * backward first makes NaN or Infinity of a gradient that was finite, zero included (0 times
 * Infinity), be the value itself used or masked away. Only operations that a gradient passes
 * through on its way to a parameter count.
 */
final class BackwardOrigin {
  private BackwardOrigin() {}

  /**
   * What was found.
   *
   * @param operation the operation
   * @param array the operand or result at which it shows
   * @param index the element of that array
   */
  record Place(Operation operation, NDArray array, long index) {}

  /**
   * The place; null where every derivative is finite.
   *
   * @param parameters the arrays that gradients go to
   */
  static Place find(Graph graph, NDArray target, Set<NDArray> parameters) {
    BitSet ancestors = graph.ancestors(target, false);
    ancestors.and(graph.users(parameters));
    for (int i = ancestors.length() - 1; i >= 0; i = ancestors.previousSetBit(i - 1)) {
      Place place = singular(graph.get(i));
      if (place != null) {
        return place;
      }
    }
    return null;
  }

  private static Place singular(Operation operation) {
    if (!(operation.result() instanceof NDArray result) || operation.isInPlace()) {
      return null;
    }
    long at = Singular.derivative(operation);
    if (at >= 0) {
      return new Place(operation, Singular.shownBy(operation), at);
    }
    if (Values.kinds(result) == 0) {
      return null;
    }
    // It was masked away later, or the loss would not be finite: 0 times Infinity is NaN.
    boolean[] made = {true};
    operation.operands(operand -> made[0] &= Values.kinds(operand) == 0);
    return made[0] ? new Place(operation, result, Values.firstNonFinite(result)) : null;
  }
}
