package io.gradprobe.demo.custom.terrain;

import io.gradprobe.demo.support.Switches;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Learns a landscape; four small batches make one step, and gradients are clipped. */
public final class Terrain {
  private static final int STEPS = 400;
  private static final int PARTS = 4;
  private static final int SIZE = 16;
  private static final double MAX_NORM = 2;

  private Terrain() {}

  /** Trains. */
  public static void main(String[] argv) {
    Switches run =
        Switches.parse(argv, "missing-zero", "no-backward", "wrong-backward", "wiped", "late-clip");
    Random random = new Random(run.seed());
    HeightNet net = new HeightNet(random, run.has("wrong-backward"));
    double rate = run.has("late-clip") ? 0.95 : 0.2;
    for (int step = 0; step < STEPS; step++) {
      double loss = 0;
      for (int part = 0; part < PARTS; part++) {
        for (int i = 0; i < SIZE; i++) {
          double[] place = {2 * random.nextDouble() - 1, 2 * random.nextDouble() - 1};
          double height = Math.sin(2 * place[0]) * Math.cos(3 * place[1]);
          if (run.has("no-backward") && step % 4 != 0) {
            double error = net.predict(place) - height;
            loss += error * error / (PARTS * SIZE);
          } else {
            // expect[missing-zero]: stale-gradient frequencies
            // expect[wrong-backward]: gradient-mismatch phases
            loss += net.backward(place, height, 1.0 / (PARTS * SIZE)) / (PARTS * SIZE);
          }
        }
      }
      if (!run.has("late-clip")) {
        clip(net.parameters());
      }
      if (run.has("wiped")) {
        zero(net.parameters()); // expect[wiped]: gradient-wiped frequencies
      }
      update(net.parameters(), rate); // expect[no-backward]: step-without-backward frequencies
      if (run.has("late-clip")) {
        clip(net.parameters()); // expect[late-clip]: clip-out-of-order frequencies
      }
      if (!run.has("missing-zero")) {
        zero(net.parameters());
      }
      if (step % 50 == 0 || step == STEPS - 1) {
        System.out.printf(Locale.ROOT, "step %d: loss %.4f%n", step, loss);
      }
    }
  }

  private static void clip(List<Tensor> parameters) {
    double norm = Math.sqrt(parameters.stream().mapToDouble(p -> p.gradient.squared()).sum());
    if (norm > MAX_NORM) {
      for (Tensor p : parameters) {
        p.gradient.scale(MAX_NORM / norm);
      }
    }
  }

  private static void zero(List<Tensor> parameters) {
    parameters.forEach(p -> p.gradient.fill(0));
  }

  private static void update(List<Tensor> parameters, double rate) {
    for (Tensor p : parameters) {
      for (int i = 0; i < p.storage.size(); i++) {
        p.storage.add(i, -rate * p.gradient.get(i));
      }
    }
  }
}
