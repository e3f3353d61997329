package io.gradprobe.runtime.rule.order;

import io.gradprobe.runtime.observe.BackwardObservation;

/** A gradient that was left over when a backward began and that nobody has cleared since. */
final class StaleMark {

  private int parameter = -1;
  private int count;
  private double norm;

  /** Remembers what the observation shows; an earlier mark stays. */
  void see(BackwardObservation backward) {
    if (parameter < 0 && backward.staleParameter >= 0) {
      parameter = backward.staleParameter;
      count = backward.staleCount;
      norm = backward.staleNorm;
    }
  }

  void forget() {
    parameter = -1;
  }

  boolean isSet() {
    return parameter >= 0;
  }

  /** The first such parameter; -1 where there is none. */
  int parameter() {
    return parameter;
  }

  /** How many parameters were so. */
  int count() {
    return count;
  }

  /** Norm of what was left. */
  double norm() {
    return norm;
  }
}
