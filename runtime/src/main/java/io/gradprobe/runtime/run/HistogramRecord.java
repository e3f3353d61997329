package io.gradprobe.runtime.run;

/**
 * The distribution of one parameter's value or gradient at one step.
 *
 * @param run the run's id
 * @param step the step
 * @param parameter the parameter
 * @param kind {@code weight} or {@code gradient}
 * @param edges ascending, one more than there are counts
 * @param counts finite elements in each interval, the upper edge of the last one included
 */
public record HistogramRecord(
    String run, long step, String parameter, String kind, double[] edges, long[] counts) {}
