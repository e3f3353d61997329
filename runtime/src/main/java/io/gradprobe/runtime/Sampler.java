package io.gradprobe.runtime;

/**
 * Decides which steps are measured so that measuring stays within a share of training time. Each
 * step earns credit (its duration times the share); a measurement is due when the credit covers what
 * one has lately cost. Not thread-safe: guarded by its run.
 */
final class Sampler {
  /** Steps at a run's begin that are always measured: faults of set-up show there. */
  static final int ALWAYS_MEASURED = 24;

  /** Credit saved up is worth at most this many measurements. */
  private static final double MAX_SAVED = 2;

  private static final long LONGEST_STEP_NANOS = 60_000_000_000L;

  private final boolean always;
  private final boolean never;
  private final double share;
  private double credit;
  private double cost;
  private long stepsSeen;
  private long measured;
  private boolean forced;

  /**
   * @param always measure every step
   * @param never measure none
   * @param share share of training time, from 0 to 1
   */
  Sampler(boolean always, boolean never, double share) {
    this.always = always;
    this.never = never;
    this.share = share;
  }

  /** Makes the next decision positive: something needs a closer look. */
  void force() {
    forced = true;
  }

  /** Whether the step that begins now is to be measured. */
  boolean due() {
    if (never) {
      return false;
    }
    if (always || forced || stepsSeen < ALWAYS_MEASURED) {
      return true;
    }
    return credit >= cost;
  }

  /** A measurement took this long. */
  void spent(long nanos) {
    measured++;
    cost = measured <= 1 ? nanos : 0.8 * cost + 0.2 * nanos;
    credit -= nanos;
    forced = false;
  }

  /** Watching apart from measurements took this long. */
  void charge(long nanos) {
    credit -= nanos;
  }

  /** A step ended; it took this long, measuring included. */
  void stepEnded(long nanos) {
    stepsSeen++;
    credit += share * Math.min(nanos, LONGEST_STEP_NANOS);
    double most = MAX_SAVED * Math.max(cost, 1);
    if (credit > most) {
      credit = most;
    } else if (credit < -most) {
      credit = -most;
    }
  }

  /** Every how many steps a measurement has been made so far, rounded; 0 where none. */
  int interval() {
    return measured == 0 ? 0 : (int) Math.max(1, Math.round((double) stepsSeen / measured));
  }
}
