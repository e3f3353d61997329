package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import java.util.BitSet;
import java.util.Set;

/** The call that breaks the chain from a parameter to the loss. */
final class CutOrigin {
  /**
   * What was found.
   *
   * @param operation the call; null where the parameter is never used
   * @param kind how it breaks the chain
   * @param next the first operation that goes on without the parameter; null where there is none
   */
  record Cut(Operation operation, Kind kind, Operation next) {}

  /** How a chain can break. */
  enum Kind {
    /** A detached copy goes on. */
    DETACHED,
    /** Numbers went through Java and came back. */
    COPIED,
    /** A result that nothing takes. */
    UNUSED_RESULT,
    /** The loss is made of other things alone. */
    UNRELATED,
    /** The parameter came to require a gradient only after forward had used it. */
    LATE,
    /** No operation takes the parameter. */
    NEVER_USED
  }

  private final Graph graph;
  private final NDArray target;

  CutOrigin(Graph graph, NDArray target) {
    this.graph = graph;
    this.target = target;
  }

  /** Where the chain from a parameter breaks; null where it does not, or that can't be told. */
  Cut from(NDArray parameter) {
    Operation late = late(parameter);
    if (late != null) {
      return new Cut(late, Kind.LATE, null);
    }
    Set<NDArray> cone = graph.cone(parameter);
    if (cone.contains(target) || graph.size() == 0) {
      return null;
    }
    if (cone.size() == 1 && !isUsed(parameter)) {
      return new Cut(null, Kind.NEVER_USED, null);
    }
    Cut cut = between(cone);
    return cut == null ? unusedResult(cone) : cut;
  }

  /**
   * Where the loss comes from nothing that requires a gradient; null where that can't be told.
   *
   * @param trainable the arrays that a way should lead to
   */
  Cut everywhere(Set<NDArray> trainable) {
    BitSet ancestors = graph.ancestors(target, true);
    for (int i = 0; i < graph.size(); i++) {
      boolean requires = graph.get(i).name().equals(Operation.REQUIRE_GRADIENT);
      if (requires && late((NDArray) graph.get(i).first()) != null) {
        return new Cut(graph.get(i), Kind.LATE, null);
      }
    }
    for (NDArray parameter : trainable) {
      // What would have had a gradient otherwise: a later conversion of bare numbers cuts nothing.
      Cut cut = between(graph.cone(parameter));
      if (cut != null) {
        return cut;
      }
    }
    for (int i = ancestors.length() - 1; i >= 0; i = ancestors.previousSetBit(i - 1)) {
      if (Graph.isDetach(graph.get(i))) {
        return new Cut(graph.get(i), Kind.DETACHED, after(i, graph.get(i)));
      }
    }
    for (int i = ancestors.length() - 1; i >= 0; i = ancestors.previousSetBit(i - 1)) {
      if (isCopy(graph.get(i)) && readBefore(i) != null) {
        return new Cut(readBefore(i), Kind.COPIED, after(i, graph.get(i)));
      }
    }
    int last = graph.writer(target, graph.size());
    return last < 0 || trainable.isEmpty() ? null : new Cut(graph.get(last), Kind.UNRELATED, null);
  }

  /** The call that made an array require a gradient after it had been used; else null. */
  private Operation late(NDArray parameter) {
    Set<NDArray> only = Graph.newSet();
    only.add(parameter);
    boolean used = false;
    for (int i = 0; i < graph.size(); i++) {
      Operation operation = graph.get(i);
      if (Graph.takes(operation, only)) {
        if (operation.name().equals(Operation.REQUIRE_GRADIENT)) {
          return used ? operation : null;
        }
        used = true;
      }
    }
    return null;
  }

  private boolean isUsed(NDArray parameter) {
    Set<NDArray> only = Graph.newSet();
    only.add(parameter);
    for (int i = 0; i < graph.size(); i++) {
      if (Graph.takes(graph.get(i), only)) {
        return true;
      }
    }
    return false;
  }

  /**
   * A call that takes what comes from the parameter and whose result leads to the loss; of several,
   * one whose operand goes no other way.
   */
  private Cut between(Set<NDArray> cone) {
    BitSet ancestors = graph.ancestors(target, true);
    Operation read = null;
    Cut cut = null;
    for (int i = 0; i < graph.size(); i++) {
      Operation operation = graph.get(i);
      if (Graph.takes(operation, cone)) {
        if (Graph.isDetach(operation) && ancestors.get(i)) {
          cut = new Cut(operation, Kind.DETACHED, after(i, operation));
          if (isDeadEnd(operation)) {
            return cut;
          }
        }
        read = isHostRead(operation) ? operation : read;
      } else if (cut == null && read != null && isCopy(operation) && ancestors.get(i)) {
        return new Cut(read, Kind.COPIED, after(i, operation));
      }
    }
    return cut;
  }

  /** Whether nothing but this operation takes its operand. */
  private boolean isDeadEnd(Operation detach) {
    Set<NDArray> operands = Graph.newSet();
    detach.operands(operands::add);
    for (int i = 0; i < graph.size(); i++) {
      Operation other = graph.get(i);
      boolean goesOn = !Graph.isDetach(other) && other.result() != null;
      if (goesOn && Graph.takes(other, operands)) {
        return false;
      }
    }
    return true;
  }

  /** The last thing that was made of the parameter. */
  private Cut unusedResult(Set<NDArray> cone) {
    for (int i = graph.size() - 1; i >= 0; i--) {
      Operation operation = graph.get(i);
      boolean own = operation.name().equals(Operation.TAP);
      if (!own && Graph.takes(operation, cone) && operation.result() != null) {
        return new Cut(operation, Kind.UNUSED_RESULT, null);
      }
    }
    return null;
  }

  private Operation readBefore(int index) {
    for (int i = index - 1; i >= 0; i--) {
      if (isHostRead(graph.get(i))) {
        return graph.get(i);
      }
    }
    return null;
  }

  private Operation after(int index, Operation cut) {
    Set<NDArray> made = Graph.newSet();
    cut.results(made::add);
    graph.get(index).results(made::add);
    for (int i = index + 1; i < graph.size(); i++) {
      if (Graph.takes(graph.get(i), made)) {
        return graph.get(i);
      }
    }
    return null;
  }

  private static boolean isHostRead(Operation operation) {
    return operation.name().equals("getByteBuffer");
  }

  /** A number is no copy of a tensor: DJL makes an array of it for {@code mul(0.5f)} too. */
  private boolean isCopy(Operation operation) {
    return operation.name().equals("createNdFromByteBuffer")
        && operation.result() instanceof NDArray made
        && (made == target || (!made.isReleased() && made.size() > 1));
  }
}
