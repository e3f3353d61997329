package io.gradprobe.runtime;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides which steps are measured so that measuring stays within a share of training time. Each
 * step earns credit (its duration times the share); a measurement is due when the credit covers
 * what one has lately cost. Not thread-safe: guarded by its run.
 */
final class Sampler {
  /** Steps at a run's begin that are measured whatever it costs. */
  static final int ALWAYS_MEASURED = 8;

  /** Steps at a run's begin that the process's one-off allowance pays for. */
  static final int ALLOWED = 160;

  /** Credit saved up is worth at most this many measurements. */
  private static final double MAX_SAVED = 2;

  /**
   * Debt of more than this many measurements is forgiven: one hiccup must not blind us for long.
   */
  private static final double MAX_DEBT = 50;

  /**
   * What watching costs a step on which nothing is measured: it is part of the share. Timing it at
   * run time would cost as much again; docs/cost.md has the figure.
   */
  static final double STANDING_NANOS = 35_000;

  /** Share of the budget that closer looks at steps that seem odd may take besides. */
  private static final double EXTRA = 0.25;

  /** Where steps are too short for the share, one of so many is measured all the same. */
  static final int SELDOM = 400;

  private static final long LONGEST_STEP_NANOS = 60_000_000_000L;

  private final boolean always;
  private final boolean never;
  private final double share;
  private double credit;
  private double extraCredit;
  private final AtomicLong allowance;
  private double cost;
  private long random = 0x9E3779B97F4A7C15L;
  private long stepsSeen;
  private long measured;
  private long unmeasured;
  private final double standing;
  private final int rarest;
  private long seldom;

  /**
   * @param always measure every step
   * @param never measure none
   * @param share share of training time, from 0 to 1
   * @param allowance nanoseconds that all runs together may spend besides, at their begin: faults
   *     of set-up show there, and rules of statistics need their warm-up
   * @param standing nanoseconds that a step costs on which nothing is measured
   * @param rarest about every how many steps one is measured whatever the share
   */
  Sampler(
      boolean always,
      boolean never,
      double share,
      AtomicLong allowance,
      double standing,
      int rarest) {
    this.standing = standing;
    this.rarest = rarest;
    seldom = rarest;
    this.always = always;
    this.never = never;
    this.share = share;
    this.allowance = allowance;
  }

  /** Whether the step that begins now is to be measured. */
  boolean due() {
    if (never) {
      return false;
    }
    if (always || stepsSeen < ALWAYS_MEASURED) {
      return true;
    }
    boolean paid = credit >= cost && (credit >= MAX_SAVED * cost || !postponed());
    return isAllowed() || paid || (share > 0 && unmeasured >= seldom);
  }

  /** A toss that keeps measurements out of step with whatever the program does in turns. */
  private boolean postponed() {
    return (tossed() & 1) == 0;
  }

  private long tossed() {
    random ^= random << 13;
    random ^= random >>> 7;
    random ^= random << 17;
    return random;
  }

  private boolean isAllowed() {
    return stepsSeen < ALLOWED && allowance.get() > 0;
  }

  /** Whether a step that is not due but seems odd may be measured all the same; takes its price. */
  boolean affordsExtra() {
    if (never || extraCredit < cost) {
      return false;
    }
    extraCredit -= cost;
    return true;
  }

  /** A measurement took this long. */
  void spent(long nanos) {
    measured++;
    unmeasured = 0;
    seldom = rarest / 2 + Long.remainderUnsigned(tossed(), rarest);
    // The first ones pay for loading and compiling: the estimate falls fast and rises slowly.
    double weight = nanos < cost ? 0.5 : 0.1;
    cost = measured <= 1 ? nanos : (1 - weight) * cost + weight * nanos;
    charge(nanos);
  }

  /** Watching apart from measurements took this long. */
  void charge(long nanos) {
    if (stepsSeen < ALWAYS_MEASURED) {
      // Mostly loading and compiling of what measures, once.
      return;
    }
    if (isAllowed()) {
      allowance.addAndGet(-nanos);
    } else {
      credit -= nanos;
    }
  }

  /** A step ended; it took this long, measuring included. */
  void stepEnded(long nanos) {
    stepsSeen++;
    unmeasured++;
    credit += share * Math.min(nanos, LONGEST_STEP_NANOS) - standing;
    double most = MAX_SAVED * Math.max(cost, 1);
    extraCredit = Math.min(most, extraCredit + EXTRA * share * Math.min(nanos, LONGEST_STEP_NANOS));
    if (credit > most) {
      credit = most;
    } else if (credit < -MAX_DEBT * cost) {
      credit = -MAX_DEBT * cost;
    }
  }

  /** Every how many steps a measurement has been made so far, rounded; 0 where none. */
  int interval() {
    return measured == 0 ? 0 : (int) Math.max(1, Math.round((double) stepsSeen / measured));
  }
}
