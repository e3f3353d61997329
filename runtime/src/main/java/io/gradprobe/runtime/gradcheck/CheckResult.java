package io.gradprobe.runtime.gradcheck;

import io.gradprobe.runtime.run.Origin;
import java.util.List;

/**
 * What a check has shown.
 *
 * @param outcome the verdict
 * @param mismatches the parameters concerned, in their order; empty but for {@link
 *     Outcome#MISMATCH}
 * @param culprit the operation whose backward is wrong; null where unknown
 * @param hides whether the culprit keeps from backward what the loss depends on
 * @param directions random directions that each of them was measured along
 * @param reason why there is no verdict; empty where there is one
 */
public record CheckResult(
    Outcome outcome,
    List<Mismatch> mismatches,
    Origin culprit,
    boolean hides,
    int directions,
    String reason) {

  /** Verdicts. */
  public enum Outcome {
    /** The gradients are the loss's derivatives, but for a common factor. */
    AGREES,
    /** Some are not. */
    MISMATCH,
    /** The loss can't be evaluated again, or comes out otherwise. */
    NOT_REPEATABLE,
    /** Kinks, rounding or something that was not meant to be differentiated leave it open. */
    UNDECIDED
  }

  static CheckResult of(Outcome outcome, String reason) {
    return new CheckResult(outcome, List.of(), null, false, 0, reason);
  }
}
