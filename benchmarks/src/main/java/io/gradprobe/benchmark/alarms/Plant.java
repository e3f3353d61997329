package io.gradprobe.benchmark.alarms;

/** A fault, planted into the steps of a run that is healthy without it. */
interface Plant {
  /** No fault. */
  Plant NONE = (step, since, noise) -> {};

  /**
   * Changes a step.
   *
   * @param step the step
   * @param since steps since the fault began; negative before
   */
  void into(SimulatedStep step, long since, Noise noise);
}
