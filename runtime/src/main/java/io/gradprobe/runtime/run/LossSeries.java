package io.gradprobe.runtime.run;

/**
 * The losses of consecutive steps, every one of them. Rules of trends see them on the observer
 * thread, some dozens of steps at a time.
 *
 * @param run the run's id
 * @param firstStep step of the first one
 * @param epoch the epoch of the last one; -1 where unknown
 * @param losses mean loss of each step's backwards; NaN where it was not read
 * @param rates learning rate of each step; NaN where unknown
 * @param info what is known of the loss; never null
 * @param location the user's line of the latest backward; empty where unknown
 */
public record LossSeries(
    String run,
    long firstStep,
    int epoch,
    double[] losses,
    double[] rates,
    LossInfo info,
    String location) {}
