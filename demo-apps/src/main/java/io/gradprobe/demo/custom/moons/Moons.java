package io.gradprobe.demo.custom.moons;

import io.gradprobe.demo.support.Switches;
import java.util.Locale;
import java.util.Random;

/** Tells two half moons apart, with an autograd of single values and the update in main. */
public final class Moons {
  private static final int STEPS = 300;
  private static final int BATCH = 20;

  private Moons() {}

  /** Trains. */
  public static void main(String[] argv) {
    Switches run = Switches.parse(argv, "missing-zero", "flipped-sign", "cut", "zero-rate");
    Random random = new Random(run.seed());
    double[][] points = new double[200][];
    double[] side = new double[points.length];
    for (int i = 0; i < points.length; i++) {
      double angle = Math.PI * random.nextDouble();
      boolean upper = i % 2 == 0;
      double x = upper ? Math.cos(angle) : 1 - Math.cos(angle);
      double y = upper ? Math.sin(angle) : 0.5 - Math.sin(angle);
      points[i] = new double[] {x + 0.1 * random.nextGaussian(), y + 0.1 * random.nextGaussian()};
      side[i] = upper ? 0.9 : -0.9;
    }
    Mlp model = new Mlp(2, new int[] {8, 8, 1}, random, run.has("cut"));
    double rate = run.has("zero-rate") ? 0 : 0.3;
    for (int step = 0; step < STEPS; step++) {
      Value loss = new Value(0);
      for (int i = 0; i < BATCH; i++) {
        int chosen = random.nextInt(points.length);
        Value error = model.forward(points[chosen]).sub(new Value(side[chosen]));
        loss = loss.add(error.pow(2));
      }
      loss = loss.mul(new Value(1.0 / BATCH));

      if (!run.has("missing-zero")) {
        for (Value p : model.parameters()) {
          p.grad = 0;
        }
      }
      // expect[missing-zero]: stale-gradient layers[0].neurons[0].w
      // expect[cut]: missing-gradient layers[0].neurons[0].w
      loss.backward();
      for (Value p : model.parameters()) {
        if (run.has("flipped-sign")) {
          // expect[flipped-sign]: update-ascends layers[0].neurons[0].w
          // expect[zero-rate]: weight-not-updating layers[0].neurons[0].w
          p.data += rate * p.grad;
        } else {
          p.data -= rate * p.grad;
        }
      }
      if (step % 50 == 0 || step == STEPS - 1) {
        System.out.printf(Locale.ROOT, "step %d: loss %.4f%n", step, loss.data);
      }
    }
  }
}
