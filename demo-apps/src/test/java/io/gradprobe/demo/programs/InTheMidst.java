package io.gradprobe.demo.programs;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * Fits a plane by a layer that knows its own backward pass, and prints a line in the midst of some
 * steps: when gradients are there and not yet used, and when they are used and not yet cleared.
 */
public final class InTheMidst {
  private static final int STEPS = 200;

  private InTheMidst() {}

  /** A weighted sum. */
  static final class Layer {
    final double[] weights = new double[4];
    final double[] gradients = new double[4];

    double forward(double[] x) {
      double sum = 0;
      for (int j = 0; j < weights.length; j++) {
        sum += weights[j] * x[j];
      }
      return sum;
    }

    void backward(double[] x, double error) {
      for (int j = 0; j < weights.length; j++) {
        gradients[j] += error * x[j];
      }
    }

    void step(double rate) {
      for (int j = 0; j < weights.length; j++) {
        weights[j] -= rate * gradients[j];
      }
    }

    void zeroGrad() {
      Arrays.fill(gradients, 0);
    }
  }

  /** Trains. */
  public static void main(String[] arguments) {
    Random random = new Random(1);
    Layer layer = new Layer();
    for (int step = 0; step < STEPS; step++) {
      double loss = 0;
      for (int n = 0; n < 16; n++) {
        double[] x = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian(), 1};
        double error = layer.forward(x) - (x[0] + 2 * x[1] - x[2] + 0.5);
        loss += error * error / 16;
        layer.backward(x, 2 * error / 16);
        if (step % 50 == 3 && n == 7) {
          System.out.printf(Locale.ROOT, "half of the batch of step %d%n", step);
        }
      }
      if (step % 50 == 3) {
        System.out.printf(Locale.ROOT, "step %d: loss %.4f%n", step, loss);
      }
      layer.step(0.05);
      if (step % 50 == 3) {
        System.out.printf(Locale.ROOT, "stepped %d times%n", step + 1);
      }
      layer.zeroGrad();
    }
  }
}
