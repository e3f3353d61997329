package io.gradprobe.demo.programs;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * Learns what actions are worth, with one method that finds both error and gradients. Its argument
 * says what is peculiar about that: {@code target} (of the same net, and not differentiated),
 * {@code dropout}, {@code clip}, {@code rounded} (units, with a gradient that goes straight
 * through); and {@code wrong}, a slope that is left out.
 */
public final class QLearning {
  private static final int STATES = 4;
  private static final int UNITS = 8;
  private static final int ACTIONS = 3;
  private static final int STEPS = 300;

  private static double[][] hidden;
  private static double[][] worth;
  private static double[][] hiddenGradient;
  private static double[][] worthGradient;
  private static Random random;
  private static String mode;

  private QLearning() {}

  /** Trains. */
  public static void main(String[] arguments) {
    mode = arguments[0];
    random = new Random(5);
    hidden = drawn(UNITS, STATES);
    worth = drawn(ACTIONS, UNITS);
    hiddenGradient = new double[UNITS][STATES];
    worthGradient = new double[ACTIONS][UNITS];
    double mean = 0;
    for (int step = 0; step < STEPS; step++) {
      clearGradients();
      double[] state = random.doubles(STATES, -1, 1).toArray();
      double[] next = random.doubles(STATES, -1, 1).toArray();
      int action = random.nextInt(ACTIONS);
      double loss = lossAndGradients(state, action, state[action] * state[3], next);
      update(0.02);
      mean = 0.95 * mean + 0.05 * loss;
      if (step % 100 == 0 || step == STEPS - 1) {
        System.out.printf(Locale.ROOT, "step %d: loss %s%n", step, mean);
      }
    }
  }

  private static double[][] drawn(int rows, int columns) {
    double[][] weights = new double[rows][columns];
    for (double[] row : weights) {
      for (int i = 0; i < columns; i++) {
        row[i] = 0.5 * random.nextGaussian();
      }
    }
    return weights;
  }

  private static double lossAndGradients(double[] state, int action, double reward, double[] next) {
    double target = reward;
    if (mode.contains("target")) {
      double[] later = units(next);
      double best = Double.NEGATIVE_INFINITY;
      for (double[] row : worth) {
        best = Math.max(best, dot(row, later));
      }
      target += 0.9 * best;
    }
    double[] h = units(state);
    double[] kept = new double[UNITS];
    for (int j = 0; j < UNITS; j++) {
      kept[j] = mode.contains("dropout") && random.nextBoolean() ? 0 : 1;
    }
    double value = 0;
    for (int j = 0; j < UNITS; j++) {
      value += worth[action][j] * kept[j] * h[j];
    }
    double error = value - target;
    double slope = 2 * error;
    for (int j = 0; j < UNITS; j++) {
      worthGradient[action][j] += slope * kept[j] * h[j];
      double inner = slope * worth[action][j] * kept[j];
      if (!mode.contains("wrong")) {
        inner *= 1 - h[j] * h[j];
      }
      for (int i = 0; i < STATES; i++) {
        hiddenGradient[j][i] += inner * state[i];
        if (mode.contains("clip")) {
          hiddenGradient[j][i] = Math.max(-0.05, Math.min(0.05, hiddenGradient[j][i]));
        }
      }
    }
    return error * error;
  }

  private static double[] units(double[] state) {
    double[] h = new double[UNITS];
    for (int j = 0; j < UNITS; j++) {
      h[j] = Math.tanh(dot(hidden[j], state));
      if (mode.contains("rounded")) {
        h[j] = Math.rint(4 * h[j]) / 4;
      }
    }
    return h;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void clearGradients() {
    for (double[] row : hiddenGradient) {
      Arrays.fill(row, 0);
    }
    for (double[] row : worthGradient) {
      Arrays.fill(row, 0);
    }
  }

  private static void update(double rate) {
    for (int j = 0; j < UNITS; j++) {
      for (int i = 0; i < STATES; i++) {
        hidden[j][i] -= rate * hiddenGradient[j][i];
      }
    }
    for (int k = 0; k < ACTIONS; k++) {
      for (int j = 0; j < UNITS; j++) {
        worth[k][j] -= rate * worthGradient[k][j];
      }
    }
  }
}
