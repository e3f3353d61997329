package io.gradprobe.demo.custom.blobs;

import io.gradprobe.demo.support.Switches;
import java.util.Locale;
import java.util.Random;

/** Tells four clouds of points apart, with matrices that never change. */
public final class Blobs {
  private static final int STEPS = 500;
  private static final int BATCH = 40;

  private Blobs() {}

  /** Trains. */
  public static void main(String[] argv) {
    Switches run = Switches.parse(argv, "copy", "symmetric", "wrong-backward");
    Random random = new Random(run.seed());
    Layer[] layers = {
      new Layer(
          run.has("symmetric") ? Matrix.filled(12, 2, 0.5) : Matrix.random(12, 2, random).times(2)),
      new Layer(run.has("symmetric") ? Matrix.filled(4, 12, 0.5) : Matrix.random(4, 12, random))
    };
    for (int step = 0; step < STEPS; step++) {
      double[][] points = new double[2][BATCH];
      double[][] wanted = new double[4][BATCH];
      for (int i = 0; i < BATCH; i++) {
        int cloud = random.nextInt(4);
        points[0][i] = (cloud % 2 == 0 ? 1 : -1) + 0.4 * random.nextGaussian();
        points[1][i] = (cloud / 2 == 0 ? 1 : -1) + 0.4 * random.nextGaussian();
        wanted[cloud][i] = 1;
      }
      Matrix out = new Matrix(points);
      for (Layer layer : layers) {
        // expect[symmetric]: poor-initialization layers[0].weights
        out = layer.forward(out);
      }
      Matrix error = out.minus(new Matrix(wanted));
      double loss = error.hadamard(error).sum() / BATCH;
      Matrix gradient = error.times(2.0 / BATCH);
      for (int i = layers.length - 1; i >= 0; i--) {
        // expect[wrong-backward]: gradient-mismatch layers[0].weights
        gradient = layers[i].backward(gradient, i == 0 && run.has("wrong-backward"));
      }
      for (Layer layer : layers) {
        // expect[copy]: weight-not-updating layers[0].weights
        layer.gradientDescent(1.5, run.has("copy"));
      }
      if (step % 100 == 0 || step == STEPS - 1) {
        System.out.printf(Locale.ROOT, "step %d: loss %.4f%n", step, loss);
      }
    }
  }
}
