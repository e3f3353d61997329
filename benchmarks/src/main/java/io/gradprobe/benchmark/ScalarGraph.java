package io.gradprobe.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A net of single numbers, 2-16-16-1 with tanh, in training on 32 noisy points a step. */
final class ScalarGraph {
  private static final int[] SIZES = {2, 16, 16, 1};
  private static final int BATCH = 32;
  private static final double RATE = 0.05;

  private final List<ScalarValue[]> neurons = new ArrayList<>();
  private final Random random = new Random(1);
  private double lastLoss;

  ScalarGraph() {
    for (int layer = 1; layer < SIZES.length; layer++) {
      for (int j = 0; j < SIZES[layer]; j++) {
        // The last one is the bias.
        ScalarValue[] weights = new ScalarValue[SIZES[layer - 1] + 1];
        for (int i = 0; i < weights.length; i++) {
          weights[i] = new ScalarValue(random.nextGaussian() / Math.sqrt(weights.length));
        }
        neurons.add(weights);
      }
    }
  }

  /** One step on fresh points. */
  void step(boolean checked) {
    ScalarValue loss = loss();
    zeroGrad();
    loss.backward();
    if (checked) {
      check();
    }
    update();
    lastLoss = loss.data;
  }

  /** The loss of the latest step. */
  double lastLoss() {
    return lastLoss;
  }

  private ScalarValue loss() {
    ScalarValue sum = new ScalarValue(0);
    for (int n = 0; n < BATCH; n++) {
      double x = 2 * random.nextDouble() - 1;
      double y = 2 * random.nextDouble() - 1;
      double target = 0.8 * Math.sin(3 * x) * y + 0.1 * random.nextGaussian();
      ScalarValue error = predict(x, y).add(new ScalarValue(-target));
      sum = sum.add(error.mul(error));
    }
    return sum.mul(new ScalarValue(1.0 / BATCH));
  }

  private ScalarValue predict(double x, double y) {
    ScalarValue[] in = {new ScalarValue(x), new ScalarValue(y)};
    int next = 0;
    for (int layer = 1; layer < SIZES.length; layer++) {
      ScalarValue[] out = new ScalarValue[SIZES[layer]];
      for (int j = 0; j < out.length; j++) {
        ScalarValue[] weights = neurons.get(next++);
        ScalarValue sum = weights[in.length];
        for (int i = 0; i < in.length; i++) {
          sum = sum.add(weights[i].mul(in[i]));
        }
        out[j] = sum.tanh();
      }
      in = out;
    }
    return in[0];
  }

  private void zeroGrad() {
    for (ScalarValue[] weights : neurons) {
      for (ScalarValue weight : weights) {
        weight.grad = 0;
      }
    }
  }

  private void update() {
    for (ScalarValue[] weights : neurons) {
      for (ScalarValue weight : weights) {
        weight.data -= RATE * weight.grad;
      }
    }
  }

  /** What people write to be safe: each neuron's gradient, its norm, and whether it is a number. */
  private void check() {
    for (ScalarValue[] weights : neurons) {
      double squares = 0;
      for (ScalarValue weight : weights) {
        squares += weight.grad * weight.grad;
      }
      if (Double.isNaN(Math.sqrt(squares))) {
        throw new IllegalStateException("a gradient is NaN");
      }
    }
  }
}
