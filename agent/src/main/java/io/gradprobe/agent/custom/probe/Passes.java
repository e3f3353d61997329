package io.gradprobe.agent.custom.probe;

import java.lang.ref.WeakReference;
import java.util.function.Predicate;

/**
 * Counts the backward passes of a step. A call of backward on each layer of a chain is one pass:
 * layers are the same objects at each step, and where none is known yet, they hold parameters.
 */
final class Passes {
  private final Predicate<Object> holdsParameters;
  private WeakReference<Object> first = new WeakReference<>(null);
  private boolean isFirst = true;
  private boolean isChain;
  private int count;

  Passes(Predicate<Object> holdsParameters) {
    this.holdsParameters = holdsParameters;
  }

  /** Another step begins. */
  void begin() {
    count = 0;
  }

  /** Whether a call of backward begins another pass, and is not a part of the one before. */
  boolean isAnother(Call call) {
    Object subject = call.receiver() != null ? call.receiver() : call.a();
    if (count == 0) {
      boolean isSame = subject != null && first.refersTo(subject);
      isChain = isSame || isFirst && subject != null && holdsParameters.test(subject);
      isFirst = false;
      first = new WeakReference<>(subject);
    } else if (isChain && subject != null && !first.refersTo(subject)) {
      return false;
    }
    count++;
    return true;
  }

  /** So many there were in this step. */
  int count() {
    return count;
  }
}
