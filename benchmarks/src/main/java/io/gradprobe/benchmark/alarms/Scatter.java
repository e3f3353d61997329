package io.gradprobe.benchmark.alarms;

/** How the losses of single batches lie about the loss; keeps what it needs from step to step. */
interface Scatter {
  /** The batch's deviation, in units of the loss or, for a multiple of it, of its logarithm. */
  double next(Noise noise);

  /** The batch's loss. */
  default double loss(double level, double deviation) {
    return level * Math.exp(deviation);
  }

  /** What the batch's deviation makes of the gradient's size, as a factor. */
  default double gradient(double deviation) {
    return Math.exp(deviation / 2);
  }
}
