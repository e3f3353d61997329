package io.gradprobe.benchmark.alarms;

/** Where the loss of a healthy run is at a time, apart from the scatter of its batches. */
interface Shape {
  /**
   * The loss.
   *
   * @param time in steps at the usual learning rate
   */
  double level(double time);

  /** What a step at the usual learning rate gains that a gradient tells of. */
  default double fall(double time) {
    return Math.max(0, level(time) - level(time + 1));
  }

  /** The learning rate as a factor on the usual one. */
  default double rate(double time) {
    return 1;
  }

  /** The gradient's size as a factor on what the loss's fall suggests. */
  default double gradient(double time) {
    return 1;
  }
}
