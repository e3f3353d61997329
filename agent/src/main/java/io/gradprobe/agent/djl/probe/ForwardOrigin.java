package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import io.gradprobe.runtime.tensor.BatchKernels;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The first operation on the way to a loss that made something not finite of what is finite.
 *
 * <p>-Infinity may be a mask that hides scores from a softmax: it is followed to the operation that
 * made it of finite numbers, and is a mask where there is none. Only where it makes a NaN or a loss
 * of -Infinity it is blamed.
 */
final class ForwardOrigin {
  private final Graph graph;
  private final Map<NDArray, Integer> kinds = new IdentityHashMap<>();

  /** For each array with -Infinity in it, which operation made that; null for a mask. */
  private final Map<NDArray, Operation> hidden = new IdentityHashMap<>();

  ForwardOrigin(Graph graph) {
    this.graph = graph;
  }

  /** The operation; null where the numbers that went in were not finite, or nothing is known. */
  Operation find(NDArray target) {
    BitSet ancestors = graph.ancestors(target, true);
    for (int i = ancestors.nextSetBit(0); i >= 0; i = ancestors.nextSetBit(i + 1)) {
      Operation operation = graph.get(i);
      int made = kindsOfResult(operation);
      if (made == 0) {
        continue;
      }
      if ((made & ~BatchKernels.NEGATIVE_INFINITY) != 0) {
        return blamed(operation);
      }
      Operation maker = makerOfHidden(operation);
      operation.results(result -> hidden.put(result, maker));
    }
    return hidden.get(target);
  }

  private Operation blamed(Operation operation) {
    int[] taken = {0};
    Operation[] maker = {null};
    operation.operands(
        operand -> {
          if (operand != operation.result()) {
            taken[0] |= kinds(operand);
          }
          maker[0] = maker[0] == null ? hidden.get(operand) : maker[0];
        });
    if ((taken[0] & ~BatchKernels.NEGATIVE_INFINITY) != 0) {
      return null;
    }
    return maker[0] == null ? operation : maker[0];
  }

  /** Of finite numbers it makes -Infinity itself; else it hands on what somebody has made. */
  private Operation makerOfHidden(Operation operation) {
    boolean[] taken = {false};
    Operation[] maker = {null};
    operation.operands(
        operand -> {
          if (operand != operation.result() && kinds(operand) != 0) {
            taken[0] = true;
            maker[0] = maker[0] == null ? hidden.get(operand) : maker[0];
          }
        });
    boolean computes = operation.first() != null && !operation.isInPlace();
    return taken[0] ? maker[0] : computes && !isChoice(operation) ? operation : null;
  }

  /** Operations that put given numbers into place instead of computing them. */
  private static boolean isChoice(Operation operation) {
    return switch (operation.name()) {
      case "where", "put", "scatter", "pad", "booleanMask", "to" -> true;
      default -> false;
    };
  }

  private int kindsOfResult(Operation operation) {
    int[] all = {0};
    operation.results(
        result -> {
          // What was written in place was something else before.
          if (operation.isInPlace()) {
            kinds.remove(result);
          }
          all[0] |= kinds(result);
        });
    return all[0];
  }

  private int kinds(NDArray array) {
    return kinds.computeIfAbsent(array, Values::kinds);
  }
}
