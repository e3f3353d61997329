package io.gradprobe.demo.programs;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * Fits a plane by gradient descent, round after round: the whole training loop stands in the method
 * that trains for one round.
 */
public final class InRounds {
  private static final int STEPS = 60;

  private final double[] weights = new double[4];
  private final double[] gradients = new double[4];
  private final double[][] inputs = new double[50][4];
  private final double[] targets = new double[50];

  private InRounds() {
    Random random = new Random(1);
    for (int n = 0; n < targets.length; n++) {
      for (int j = 0; j < 4; j++) {
        inputs[n][j] = random.nextGaussian();
        targets[n] += (j + 1) * inputs[n][j];
      }
    }
  }

  /** Trains; with {@code missing-zero} nobody clears the gradients. */
  public static void main(String[] arguments) {
    InRounds plane = new InRounds();
    boolean clears = arguments.length == 0 || !arguments[0].equals("missing-zero");
    for (int round = 0; round < 4; round++) {
      plane.train(round, clears);
    }
  }

  private void train(int round, boolean clears) {
    for (int step = 0; step < STEPS; step++) {
      if (clears) {
        Arrays.fill(gradients, 0);
      }
      double loss = 0;
      for (int n = 0; n < targets.length; n++) {
        double error = -targets[n];
        for (int j = 0; j < weights.length; j++) {
          error += weights[j] * inputs[n][j];
        }
        loss += error * error / targets.length;
        for (int j = 0; j < weights.length; j++) {
          gradients[j] += 2 * error * inputs[n][j] / targets.length;
        }
      }
      for (int j = 0; j < weights.length; j++) {
        weights[j] -= 0.01 * gradients[j];
      }
      if (step % 20 == 0) {
        System.out.printf(Locale.ROOT, "round %d: loss %.4f%n", round, loss);
      }
    }
  }
}
