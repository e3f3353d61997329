package io.gradprobe.demo.custom.sine;

import io.gradprobe.demo.support.Switches;
import java.util.Locale;
import java.util.Random;

/** Fits a sine with layers that know their own backward pass. */
public final class SineFit {
  private static final int STEPS = 600;
  private static final int BATCH = 32;

  private SineFit() {}

  /** Trains. */
  public static void main(String[] argv) {
    Switches run =
        Switches.parse(argv, "symmetric", "zero-rate", "exploding", "missing-zero", "no-backward");
    Random random = new Random(run.seed());
    Network network = new Network(run.has("symmetric") ? null : random, 1, 16, 16, 1);
    double lr = run.has("exploding") ? 20 : run.has("zero-rate") ? 0 : 0.1;
    for (int step = 0; step < STEPS; step++) {
      double loss = 0;
      for (int i = 0; i < BATCH; i++) {
        double x = 2 * random.nextDouble() - 1;
        double target = Math.sin(3 * x);
        // expect[symmetric]: poor-initialization layers[0].weights
        double[] out = network.forward(new double[] {x});
        double error = out[0] - target;
        loss += error * error / BATCH;
        if (!run.has("no-backward") || step % 3 == 0) {
          // expect[exploding]: loss-diverging loss
          // expect[missing-zero]: stale-gradient layers[0].weights
          network.backward(new double[] {2 * error / BATCH});
        }
      }
      // expect[zero-rate]: weight-not-updating layers[0].weights
      // expect[no-backward]: step-without-backward layers[0].weights
      network.update(lr, run.has("missing-zero"));
      if (step % 100 == 0 || step == STEPS - 1) {
        System.out.printf(Locale.ROOT, "step %d: loss %.4f%n", step, loss);
      }
    }
  }
}
