package io.gradprobe.runtime.finding;

import io.gradprobe.runtime.run.Origin;

/**
 * What a rule concludes from an observation. The run adds step, epoch and source line and makes a
 * {@link Finding} of it.
 *
 * @param severity how bad it is
 * @param subject the parameter, block, tensor, loss or input, by the name that the framework's user
 *     knows
 * @param where which source line it is about
 * @param origin the operation that made a non-finite value or cut a graph; empty where none applies
 * @param value what was measured; NaN where nothing was
 * @param threshold what it was measured against; NaN where nothing was
 * @param message one sentence of fact
 * @param advice one sentence: what to change
 * @param location the user's line where the rule knows it itself; empty where {@code where} says
 * @param counting whether its message counts, so that the latest one replaces those before
 */
public record Verdict(
    Severity severity,
    String subject,
    Where where,
    String origin,
    double value,
    double threshold,
    String message,
    String advice,
    String location,
    boolean counting) {

  /** A verdict about a line that the rule knows itself; empty where it does not. */
  public Verdict at(String newLocation) {
    return new Verdict(
        severity, subject, where, origin, value, threshold, message, advice, newLocation, counting);
  }

  /** A verdict without origin, value and threshold. */
  public static Verdict of(
      Severity severity, String subject, Where where, String message, String advice) {
    return new Verdict(
        severity, subject, where, "", Double.NaN, Double.NaN, message, advice, "", false);
  }

  /** The same verdict with what was measured and what it was measured against. */
  public Verdict measured(double newValue, double newThreshold) {
    return new Verdict(
        severity,
        subject,
        where,
        origin,
        newValue,
        newThreshold,
        message,
        advice,
        location,
        counting);
  }

  /** The same verdict with the operation where it began. */
  public Verdict from(String newOrigin) {
    return new Verdict(
        severity, subject, where, newOrigin, value, threshold, message, advice, location, counting);
  }

  /** The same verdict with the operation where it began and its line; itself where unknown. */
  public Verdict from(Origin found) {
    if (found == null) {
      return this;
    }
    Verdict known = from(found.text());
    return found.location().isEmpty() ? known : known.at(found.location());
  }

  /** The same verdict, whose message counts. */
  public Verdict counted() {
    return new Verdict(
        severity, subject, where, origin, value, threshold, message, advice, location, true);
  }
}
