package io.gradprobe.runtime.run;

/**
 * One optimizer step, as collectors see it.
 *
 * @param run the run's id
 * @param step steps completed before this one, from 0
 * @param epoch from 0; -1 where unknown
 * @param loss value of the latest backward's target; NaN where it was not read
 * @param gradientNorm L2 norm over all parameters' gradients; NaN where it was not measured
 * @param learningRate NaN where unknown
 * @param batchSize samples since the last step; 0 where unknown
 * @param backwards backward passes since the last step
 * @param sampled whether gradients were measured at this step
 * @param startNanos {@code System.nanoTime()} when the step's first phase began
 * @param endNanos when the optimizer was done
 * @param startMillis wall clock at the step's begin, milliseconds since the epoch
 * @param dataNanos time between the last step's end and the first forward
 * @param forwardNanos time in forward
 * @param backwardNanos time in backward
 * @param optimizerNanos time in the optimizer
 */
public record StepRecord(
    String run,
    long step,
    int epoch,
    double loss,
    double gradientNorm,
    double learningRate,
    long batchSize,
    int backwards,
    boolean sampled,
    long startNanos,
    long endNanos,
    long startMillis,
    long dataNanos,
    long forwardNanos,
    long backwardNanos,
    long optimizerNanos) {

  /** Time from the step's first phase to the optimizer's end, in nanoseconds. */
  public long durationNanos() {
    return endNanos - startNanos;
  }
}
