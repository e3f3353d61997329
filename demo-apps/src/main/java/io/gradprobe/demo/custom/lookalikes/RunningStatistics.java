package io.gradprobe.demo.custom.lookalikes;

import io.gradprobe.demo.support.Switches;
import java.util.Locale;
import java.util.Random;

/** Follows means and variances of readings by moving averages, and tells outliers. */
public final class RunningStatistics {
  private final double[] mean = new double[6];
  private final double[] variance = new double[6];
  private final double alpha = 0.02;

  private RunningStatistics() {}

  private int update(double[] reading) {
    int outliers = 0;
    for (int i = 0; i < mean.length; i++) {
      double delta = reading[i] - mean[i];
      outliers += delta * delta > 16 * variance[i] ? 1 : 0;
      mean[i] += alpha * delta;
      variance[i] = (1 - alpha) * (variance[i] + alpha * delta * delta);
    }
    return outliers;
  }

  /** Reads. */
  public static void main(String[] argv) {
    Switches run = Switches.parse(argv);
    Random random = new Random(run.seed());
    RunningStatistics statistics = new RunningStatistics();
    int outliers = 0;
    for (int step = 0; step < 3000; step++) {
      double[] reading = new double[6];
      for (int i = 0; i < reading.length; i++) {
        reading[i] = 10 * i + Math.sin(0.01 * step) + random.nextGaussian();
      }
      outliers += statistics.update(reading);
      if (step % 500 == 499) {
        System.out.printf(
            Locale.ROOT,
            "%d readings: mean %.3f, deviation %.3f, %d outliers%n",
            step + 1,
            statistics.mean[3],
            Math.sqrt(statistics.variance[3]),
            outliers);
      }
    }
  }
}
