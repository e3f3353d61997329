package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import io.gradprobe.runtime.tensor.BatchKernels;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The operation that made a loss not finite: from the loss back, always to an operand that is not
 * finite, up to an operation that made something not finite of what is finite. What is not finite
 * but was masked away does not lie on that way.
 */
final class ForwardOrigin {
  private static final int NONE = -1;
  private static final int UNKNOWN = -2;

  private final Graph graph;
  private final Map<NDArray, Integer> kinds = new IdentityHashMap<>();

  ForwardOrigin(Graph graph) {
    this.graph = graph;
  }

  /** The operation; null where the numbers that went in were not finite, or that can't be told. */
  Operation find(NDArray target) {
    Operation harm = null;
    int at = graph.writer(target, graph.size());
    while (at >= 0) {
      Operation operation = graph.get(at);
      if (operation.first() == null) {
        return null;
      }
      harm = isHidden(operation) ? harm : operation;
      int before = towards(operation, at);
      if (before == UNKNOWN) {
        return null;
      }
      if (before < 0) {
        // A mask that nobody made in this cycle ends here too.
        return takesHidden(operation) && harm != null ? harm : operation;
      }
      if (graph.get(before).first() == null) {
        // Given numbers: a mask of -Infinity is no fault by itself, but what made harm of it.
        return isHidden(graph.get(before)) ? harm : null;
      }
      at = before;
    }
    return null;
  }

  /** The operation that made an operand which is not finite, a computed one rather than a given. */
  private int towards(Operation operation, int at) {
    int[] best = {NONE};
    boolean[] given = {false};
    operation.operands(
        operand -> {
          boolean own = operation.isInPlace() && operand == operation.result();
          int maker = own ? NONE : graph.writer(operand, at);
          if (own || best[0] == UNKNOWN || isRunningStatistic(operand)) {
            return;
          }
          if (operand.isReleased()) {
            // It can't be read any more; what it was made of may tell.
            boolean onTheWay = maker >= 0 && isOnTheWay(maker);
            boolean innocent = maker >= 0 && !onTheWay && isInnocent(graph.get(maker));
            // One of the two made it; where this one can't have, the other has.
            boolean guilty = onTheWay || (maker >= 0 && !innocent && isInnocent(operation));
            best[0] = guilty ? maker : innocent || best[0] >= 0 ? best[0] : UNKNOWN;
          } else if (kinds(operand) != 0) {
            boolean computed = maker >= 0 && graph.get(maker).first() != null;
            if (computed) {
              best[0] = maker;
            } else if (best[0] < 0 && maker >= 0) {
              best[0] = maker;
            } else if (maker < 0 && !isOnlyHidden(operand)) {
              given[0] = true;
            } else if (maker < 0 && graph.isCutOff()) {
              given[0] = true;
            }
          }
        });
    return best[0] == NONE && given[0] ? UNKNOWN : best[0];
  }

  /** Whether an operation whose result is gone made it not finite, or handed that on. */
  private boolean isOnTheWay(int index) {
    Operation operation = graph.get(index);
    return operation.first() != null
        && (Singular.value(operation) || towards(operation, index) >= 0);
  }

  /** Whether it can't have made something not finite: a number, or another order of the same. */
  private static boolean isInnocent(Operation operation) {
    return operation.first() == null
        || switch (operation.name()) {
          case "transpose", "permute", "reshape", "squeeze", "unsqueeze", "flatten", "slice" ->
              true;
          case "index", "broadcast", "clone", "flip", "tile", "repeat", "cat", "stack" -> true;
          default -> false;
        };
  }

  /** Batch normalisation writes it while it runs: it is no cause. */
  private static boolean isRunningStatistic(NDArray operand) {
    ParameterRef ref = Runs.parameter(operand);
    return ref != null && ref.run().parameterInfo(ref.index()).role().startsWith("running_");
  }

  private boolean takesHidden(Operation operation) {
    boolean[] takes = {false};
    operation.operands(operand -> takes[0] |= operand != operation.result() && isMask(operand));
    return takes[0];
  }

  private boolean isMask(NDArray operand) {
    return kinds(operand) != 0 && isOnlyHidden(operand) && !isRunningStatistic(operand);
  }

  private boolean isHidden(Operation operation) {
    boolean[] hidden = {true};
    operation.results(result -> hidden[0] &= isOnlyHidden(result));
    return hidden[0];
  }

  private boolean isOnlyHidden(NDArray array) {
    return (kinds(array) & ~BatchKernels.NEGATIVE_INFINITY) == 0;
  }

  private int kinds(NDArray array) {
    return kinds.computeIfAbsent(array, Values::kinds);
  }
}
