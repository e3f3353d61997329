package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** The operations of a cycle, in their order, and which of them lead where. */
final class Graph {
  private final List<Operation> operations;

  Graph(List<Operation> operations) {
    this.operations = operations;
  }

  int size() {
    return operations.size();
  }

  Operation get(int index) {
    return operations.get(index);
  }

  /**
   * The operations that an array comes from.
   *
   * @param detached whether those count too whose results were detached on their way, so that no
   *     gradient comes to them
   */
  BitSet ancestors(NDArray of, boolean detached) {
    BitSet found = new BitSet();
    Set<NDArray> needed = newSet();
    needed.add(of);
    for (int i = size() - 1; i >= 0; i--) {
      Operation operation = get(i);
      boolean[] leads = {false};
      operation.results(result -> leads[0] |= needed.contains(result));
      if (leads[0]) {
        found.set(i);
        if (detached || !isDetach(operation)) {
          operation.operands(needed::add);
        }
      }
    }
    return found;
  }

  /** What is made of an array, itself included, up to where no gradient comes back. */
  Set<NDArray> cone(NDArray from) {
    Set<NDArray> cone = newSet();
    cone.add(from);
    follow(cone);
    return cone;
  }

  /** The operations that take one of these arrays, or what is made of them. */
  BitSet users(Set<NDArray> some) {
    Set<NDArray> cone = newSet();
    cone.addAll(some);
    return follow(cone);
  }

  private BitSet follow(Set<NDArray> cone) {
    BitSet takers = new BitSet();
    for (int i = 0; i < size(); i++) {
      if (takes(get(i), cone) && !isDetach(get(i))) {
        takers.set(i);
        get(i).results(cone::add);
      }
    }
    return takers;
  }

  /** The latest operation before one that made an array, or wrote it; -1 where none did. */
  int writer(NDArray array, int before) {
    for (int i = before - 1; i >= 0; i--) {
      boolean[] writes = {false};
      get(i).results(result -> writes[0] |= result == array);
      if (writes[0]) {
        return i;
      }
    }
    return -1;
  }

  /** Whether operations before the first one are forgotten. */
  boolean isCutOff() {
    return size() >= Operations.MOST;
  }

  /** Whether some operand is one of these. */
  static boolean takes(Operation operation, Set<NDArray> some) {
    boolean[] takes = {false};
    operation.operands(operand -> takes[0] |= some.contains(operand));
    return takes[0];
  }

  /** Whether no gradient comes back through it. */
  static boolean isDetach(Operation operation) {
    return switch (operation.name()) {
      case "detachGradient", "gt", "gte", "lt", "lte", "eq", "neq", "sign", "floor", "ceil" -> true;
      case "round", "trunc", "argMax", "argMin", "argSort", "oneHot", "isNaN", "isInf" -> true;
      case "to" -> isConversion(operation);
      default -> false;
    };
  }

  /** DJL's engine gives no gradient through a conversion to another type. */
  private static boolean isConversion(Operation operation) {
    return operation.first() instanceof NDArray from
        && operation.result() instanceof NDArray to
        && !from.isReleased()
        && !to.isReleased()
        && from.getDataType() != to.getDataType();
  }

  static Set<NDArray> newSet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }
}
