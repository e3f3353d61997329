package io.gradprobe.runtime.rule.loss;

/** Tells when the learning rate rises to where it has not been: before that nothing is expected. */
final class WarmUp {

  private static final double RISE = 1.1;
  private static final double LOW = 0.5;

  private double highest;

  /** Whether this step's rate is markedly above all before; unknown rates never are. */
  boolean rises(double rate) {
    if (!(rate > RISE * highest)) {
      return false;
    }
    boolean first = highest == 0;
    highest = rate;
    return !first;
  }

  /** Whether a schedule has taken the rate well below its highest. */
  boolean isPast(double rate) {
    return rate < LOW * highest;
  }
}
