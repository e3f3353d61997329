package io.gradprobe.agent.custom.discover;

import java.util.List;

/**
 * What speaks for a change.
 *
 * @param points the weight of what bytecode tells
 * @param names how many names tell the same
 * @param hasSign whether there is a sign that other computations do not have
 * @param isIntegrator whether the value moves something else at the same rate
 * @param hasRate whether the gradient is multiplied by a number that does not depend on the value
 * @param isSettled whether so much speaks for it that no training loop need be seen
 * @param reasons in words
 */
record Verdict(
    int points,
    int names,
    boolean hasSign,
    boolean isIntegrator,
    boolean hasRate,
    boolean isSettled,
    List<String> reasons) {
  static final Verdict NOTHING = new Verdict(0, 0, false, false, false, false, List.of());

  static final int CERTAIN = 5;
  static final int LIKELY = 3;
  static final int POSSIBLE = 2;

  /** How sure; null where it is not worth telling. */
  Sureness sureness() {
    if (isIntegrator) {
      return names > 1 ? Sureness.POSSIBLE : null;
    }
    int raised = points + (names > 1 ? 1 : 0);
    if (!hasRate) {
      // Solvers scale by what they compute from the same numbers.
      return hasSign && names > 1 && raised >= CERTAIN ? Sureness.POSSIBLE : null;
    }
    if (hasSign && raised >= CERTAIN) {
      return Sureness.CERTAIN;
    }
    if (raised >= LIKELY && (hasSign || names > 1)) {
      return Sureness.LIKELY;
    }
    return points >= POSSIBLE && (hasSign || names > 1) ? Sureness.POSSIBLE : null;
  }
}
