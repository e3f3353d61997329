package io.gradprobe.runtime.run;

/**
 * What observing cost over the last interval.
 *
 * @param run the run's id
 * @param intervalNanos length of the interval
 * @param probeNanos time spent in measuring on training threads within it
 * @param samplingInterval every how many steps gradients are measured
 * @param dropped records dropped so far because the queue was full
 */
public record OverheadRecord(
    String run, long intervalNanos, long probeNanos, int samplingInterval, long dropped) {

  /** Probe time over the interval, from 0 to 1. */
  public double share() {
    return intervalNanos <= 0 ? 0 : Math.min(1, (double) probeNanos / intervalNanos);
  }
}
