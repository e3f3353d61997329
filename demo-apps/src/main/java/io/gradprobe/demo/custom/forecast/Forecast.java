package io.gradprobe.demo.custom.forecast;

import io.gradprobe.demo.support.Switches;
import java.util.Locale;
import java.util.Random;

/** Learns to foretell a swinging signal while it comes in (least mean squares). */
public final class Forecast {
  private static final int LENGTH = 6;

  private Forecast() {}

  /** Trains. */
  public static void main(String[] argv) {
    Switches run = Switches.parse(argv, "copy", "exploding");
    Random random = new Random(run.seed());
    double phase = 2 * Math.PI * random.nextDouble();
    Forecaster forecaster = new Forecaster(LENGTH);
    float rate = run.has("exploding") ? 2f : 0.02f;
    float[] latest = new float[LENGTH];
    float mean = 0;
    for (int step = 0; step < 800; step++) {
      double signal = Math.sin(0.3 * step + phase) + 0.5 * Math.sin(0.75 * step);
      float actual = (float) (signal + 0.02 * random.nextGaussian());
      float miss = actual - forecaster.forecast(latest);
      mean = 0.95f * mean + 0.05f * miss * miss;
      if (step % 100 == 99) {
        System.out.printf(Locale.ROOT, "step %d: loss %.4f%n", step, mean);
      }
      // expect[copy]: weight-not-updating weights
      // expect[exploding]: non-finite-weight weights
      forecaster.learn(latest, actual, rate, !run.has("copy"));
      System.arraycopy(latest, 0, latest, 1, LENGTH - 1);
      latest[0] = actual;
    }
  }
}
