package io.gradprobe.runtime.observe;

import io.gradprobe.runtime.run.Origin;

/**
 * Looks for the operation where a fault began, while the tensors of the step are still there. Asked
 * on the training thread, and only when a fault has been found; each answer may be null.
 */
public interface OriginFinder {
  /** Knows of no operation. */
  OriginFinder NONE = new OriginFinder() {};

  /** The loss of the backward that begins is not finite: the first operation that made it so. */
  default Origin loss() {
    return null;
  }

  /**
   * The loss is finite and a gradient is not: the operation whose derivative is not finite.
   *
   * @param parameter index of the first parameter concerned
   */
  default Origin gradient(int parameter) {
    return null;
  }

  /** Gradients were not cleared between two steps: the call that the program's code has for it. */
  default Origin notCleared() {
    return null;
  }

  /** No step has used the gradients: the call that the program's code has for it. */
  default Origin notApplied() {
    return null;
  }

  /** A parameter gets no gradient: the call that broke the chain from it to the loss. */
  default Origin missing(int parameter) {
    return null;
  }

  /** No parameter is reached from the loss: the call that broke the chain. */
  default Origin cut() {
    return null;
  }

  /**
   * Backward failed since a tensor that it needs was written in place: the call that wrote it.
   *
   * @param maker name of the operation that made the tensor, in lower case; empty where unknown
   */
  default Origin overwritten(String maker) {
    return null;
  }

  /** Backward goes through what an earlier one has freed: what both have in common. */
  default Origin freed() {
    return null;
  }

  /** The user's line of the latest backward on this thread; empty where unknown. */
  default String backwardLine() {
    return "";
  }

  /** The user's line that has begun to record operations; empty where unknown. */
  default String recordingLine() {
    return "";
  }
}
