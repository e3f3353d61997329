package io.gradprobe.collectors.otel;

import io.gradprobe.runtime.run.StepRecord;
import java.util.concurrent.TimeUnit;

/**
 * Turns a step's monotonic times into nanoseconds since the epoch. Steps keep their exact
 * distances; the anchor is taken anew where the wall clock was set meanwhile.
 */
final class EpochClock {
  private static final long TOLERANCE = TimeUnit.MILLISECONDS.toNanos(50);

  private boolean anchored;
  private long offset;

  /** When the step began, in nanoseconds since the epoch. */
  long start(StepRecord step) {
    long wall = TimeUnit.MILLISECONDS.toNanos(step.startMillis());
    if (!anchored || Math.abs(step.startNanos() + offset - wall) > TOLERANCE) {
      anchored = true;
      offset = wall - step.startNanos();
    }
    return step.startNanos() + offset;
  }

  /** The present, in nanoseconds since the epoch. */
  static long now() {
    return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  }
}
