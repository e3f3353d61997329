package io.gradprobe.runtime.rule.gradient;

/** Whether the loss has come so far down that small gradients are what one wants. */
final class LossProgress {

  private static final int FIRST = 5;
  private static final double SMOOTHING = 0.1;
  private static final double CONVERGED = 0.02;

  private int seen;
  private double start;
  private double now;

  /** Adds a step's loss; one that was not read or is not finite is passed over. */
  void add(double loss) {
    if (Double.isNaN(loss) || Double.isInfinite(loss)) {
      return;
    }
    double size = Math.abs(loss);
    if (seen < FIRST) {
      start += size / FIRST;
    }
    now = seen == 0 ? size : now + SMOOTHING * (size - now);
    seen++;
  }

  boolean isConverged() {
    return seen > FIRST && now <= CONVERGED * start;
  }
}
