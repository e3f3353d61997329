package io.gradprobe.runtime.run;

/**
 * How a run ended.
 *
 * @param run the run's id
 * @param steps optimizer steps
 * @param epochs epochs completed; 0 where unknown
 * @param backwards backward passes
 * @param samples samples seen; 0 where unknown
 * @param firstLoss loss of the first step; NaN where unknown
 * @param lastLoss loss of the last step; NaN where unknown
 * @param durationNanos from the run's begin to its end
 * @param probeNanos time spent in measuring
 * @param measuredSteps steps whose gradients were measured
 * @param dropped records dropped because the queue was full
 */
public record RunSummary(
    String run,
    long steps,
    int epochs,
    long backwards,
    long samples,
    double firstLoss,
    double lastLoss,
    long durationNanos,
    long probeNanos,
    long measuredSteps,
    long dropped) {}
