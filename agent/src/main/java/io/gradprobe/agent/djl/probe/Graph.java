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

  /** What is made of an array, itself included, up to where it is detached. */
  Set<NDArray> cone(NDArray from) {
    Set<NDArray> cone = newSet();
    cone.add(from);
    for (int i = 0; i < size(); i++) {
      if (takes(get(i), cone) && !isDetach(get(i))) {
        get(i).results(cone::add);
      }
    }
    return cone;
  }

  /** Whether some operand is one of these. */
  static boolean takes(Operation operation, Set<NDArray> some) {
    boolean[] takes = {false};
    operation.operands(operand -> takes[0] |= some.contains(operand));
    return takes[0];
  }

  static boolean isDetach(Operation operation) {
    return operation.name().equals("detachGradient");
  }

  static Set<NDArray> newSet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }
}
