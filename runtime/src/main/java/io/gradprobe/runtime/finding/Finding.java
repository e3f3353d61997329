package io.gradprobe.runtime.finding;

/**
 * One fault of a training run: which rule, how sure, on what, when, where in the user's source,
 * why, and what to do about it.
 *
 * @param rule the rule's id
 * @param severity how bad it is
 * @param run the training run's id
 * @param step optimizer steps completed when it was found, from 0
 * @param epoch the epoch, from 0; -1 where unknown
 * @param subject the parameter, block, tensor, loss or input
 * @param location the user's source as {@code package.Class.method(File.java:42)}; empty where none
 *     applies
 * @param origin the operation that made a non-finite value or cut the graph; else empty
 * @param value what was measured; NaN where nothing was
 * @param threshold what it was measured against; NaN where nothing was
 * @param message one sentence of fact
 * @param advice one sentence: what to change
 * @param count times seen so far for this rule and subject
 * @param cause the rule id of an earlier finding that this one follows from; empty where it stands
 *     alone
 */
public record Finding(
    String rule,
    Severity severity,
    String run,
    long step,
    int epoch,
    String subject,
    String location,
    String origin,
    double value,
    double threshold,
    String message,
    String advice,
    long count,
    String cause) {

  /** Whether this finding merely follows from an earlier one of the same run. */
  public boolean isConsequence() {
    return !cause.isEmpty();
  }
}
