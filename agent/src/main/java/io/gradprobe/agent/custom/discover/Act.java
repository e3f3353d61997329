package io.gradprobe.agent.custom.discover;

import java.util.EnumSet;
import java.util.Set;

/**
 * Something that a method does for training, by a store of its own or by a call.
 *
 * @param index the instruction
 * @param kinds what it does
 * @param edge the call; null for a store
 */
record Act(int index, Set<Kind> kinds, CallGraph.Edge edge) {
  /** What is done. */
  enum Kind {
    /** The value is read for the model's output. */
    FORWARD,
    /** The gradient is filled. */
    BACKWARD,
    /** The gradient is cleared. */
    CLEAR,
    /** The gradient is scaled or bounded. */
    CLIP,
    /** The value is updated. */
    UPDATE
  }

  boolean does(Kind kind) {
    return kinds.contains(kind);
  }

  /** Whether it does this, and none of the other things but what is allowed beside it. */
  boolean doesOnly(Kind kind, Kind... beside) {
    Set<Kind> rest = EnumSet.copyOf(kinds);
    rest.remove(kind);
    rest.removeAll(Set.of(beside));
    return kinds.contains(kind) && rest.isEmpty();
  }
}
