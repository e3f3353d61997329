package io.gradprobe.runtime.gradcheck;

/**
 * Which steps of a run are checked: one soon after its start, then each after twice as many steps
 * as the one before; after a failure the next one, and after a mismatch too, to confirm it.
 */
public final class CheckSchedule {
  /** Mismatches in a row after which there is no hurry any more. */
  private static final int CONFIRMED = 3;

  private final int attempts;
  private long next;
  private int failures;
  private int mismatches;
  private boolean over;

  /**
   * @param first steps before the first check
   * @param attempts steps in a row that can't be repeated, after which no more is tried
   */
  public CheckSchedule(long first, int attempts) {
    next = first;
    this.attempts = attempts;
  }

  /** Whether a step is to be checked, by the number of steps before it. */
  public boolean isDue(long step) {
    return !over && step >= next;
  }

  /** Whether no step is checked any more. */
  public boolean isOver() {
    return over;
  }

  /**
   * A step was checked, or could not be.
   *
   * @return whether it was the last one for failing too often
   */
  public boolean checked(long step, CheckResult.Outcome outcome) {
    boolean failed = outcome == CheckResult.Outcome.NOT_REPEATABLE;
    failures = failed ? failures + 1 : 0;
    over = failures >= attempts;
    mismatches = outcome == CheckResult.Outcome.MISMATCH ? mismatches + 1 : 0;
    boolean again = failed || mismatches % CONFIRMED != 0;
    next = again ? step + 1 : 2 * (step + 1);
    return over;
  }
}
