package io.gradprobe.runtime.gradcheck;

import java.util.Random;

/**
 * One step of Q-learning from one transition: the target comes from the same net and is, as usual,
 * not differentiated. Parameters {@code w1, w2, b2}.
 */
final class QLearning extends HandStep {
  private static final int STATES = 4;
  private static final int UNITS = 5;
  private static final int ACTIONS = 3;

  private final double[][] values = {
    new double[UNITS * STATES], new double[ACTIONS * UNITS], new double[ACTIONS]
  };
  private final double[] state = new double[STATES];
  private final double[] next = new double[STATES];
  private final double[][] gradients = {
    new double[UNITS * STATES], new double[ACTIONS * UNITS], new double[ACTIONS]
  };

  QLearning(long seed) {
    Random random = new Random(seed);
    for (double[] some : new double[][] {values[0], values[1], values[2], state, next}) {
      for (int i = 0; i < some.length; i++) {
        some[i] = random.nextGaussian();
      }
    }
    double[] h = hidden(state);
    double d = 2 * error();
    gradients[2][0] = d;
    for (int j = 0; j < UNITS; j++) {
      gradients[1][j] = d * h[j];
      for (int i = 0; i < STATES; i++) {
        gradients[0][j * STATES + i] = d * values[1][j] * (1 - h[j] * h[j]) * state[i];
      }
    }
  }

  private double[] hidden(double[] of) {
    double[] h = new double[UNITS];
    for (int j = 0; j < UNITS; j++) {
      for (int i = 0; i < STATES; i++) {
        h[j] += values[0][j * STATES + i] * of[i];
      }
      h[j] = Math.tanh(h[j]);
    }
    return h;
  }

  private double q(double[] of, int action) {
    double[] h = hidden(of);
    double q = values[2][action];
    for (int j = 0; j < UNITS; j++) {
      q += values[1][action * UNITS + j] * h[j];
    }
    return q;
  }

  /** The first action was taken; the last one is the best afterwards. */
  private double error() {
    return q(state, 0) - (0.5 + 0.9 * q(next, ACTIONS - 1));
  }

  @Override
  public double loss() {
    return error() * error();
  }

  @Override
  double[][] values() {
    return values;
  }

  @Override
  double[][] gradients() {
    return gradients;
  }
}
