package io.gradprobe.benchmark.alarms;

/** Which steps are measured. */
enum Sampling {
  /** The first ones, then a random twentieth, as {@code profile=watch} does about. */
  WATCH,
  /** Every one, as {@code profile=debug} does. */
  DEBUG;

  private static final int FIRST = 160;
  private static final double LATER = 0.05;
  private static final int WEIGHTS_FIRST = 24;
  private static final int WEIGHTS_EVERY = 4;

  boolean isDue(long step, Noise noise) {
    return this == DEBUG || step < FIRST || noise.chance(LATER);
  }

  /** Whether weights are measured at the so-manieth measured step, from 1. */
  boolean weightsDue(long measured) {
    return this == DEBUG || measured <= WEIGHTS_FIRST || measured % WEIGHTS_EVERY == 0;
  }
}
