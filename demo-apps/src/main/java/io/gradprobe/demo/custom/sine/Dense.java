package io.gradprobe.demo.custom.sine;

import java.util.Random;

/** A fully connected layer, with tanh or without. It adds up gradients until it is updated. */
final class Dense {
  private final double[][] weights;
  private final double[] biases;
  private final double[][] dWeights;
  private final double[] dBiases;
  private final boolean tanh;
  private double[] input;
  private double[] output;

  Dense(int inputs, int outputs, boolean tanh, Random random) {
    this.tanh = tanh;
    weights = new double[outputs][inputs];
    biases = new double[outputs];
    dWeights = new double[outputs][inputs];
    dBiases = new double[outputs];
    double scale = 1 / Math.sqrt(inputs);
    for (double[] row : weights) {
      for (int i = 0; i < inputs; i++) {
        row[i] = random == null ? scale : scale * random.nextGaussian();
      }
    }
  }

  double[] forward(double[] x) {
    input = x;
    output = new double[weights.length];
    for (int o = 0; o < weights.length; o++) {
      double sum = biases[o];
      for (int i = 0; i < x.length; i++) {
        sum += weights[o][i] * x[i];
      }
      output[o] = tanh ? Math.tanh(sum) : sum;
    }
    return output;
  }

  /** Takes the loss's derivative by the output, returns that by the input. */
  double[] backward(double[] gradient) {
    double[] inputGradient = new double[input.length];
    for (int o = 0; o < weights.length; o++) {
      double delta = tanh ? gradient[o] * (1 - output[o] * output[o]) : gradient[o];
      dBiases[o] += delta;
      for (int i = 0; i < input.length; i++) {
        dWeights[o][i] += delta * input[i];
        inputGradient[i] += weights[o][i] * delta;
      }
    }
    return inputGradient;
  }

  /** Moves the weights and forgets the gradients. */
  void update(double lr, boolean keep) {
    for (int o = 0; o < weights.length; o++) {
      for (int i = 0; i < weights[o].length; i++) {
        weights[o][i] -= lr * dWeights[o][i];
        if (!keep) {
          dWeights[o][i] = 0;
        }
      }
      biases[o] -= lr * dBiases[o];
      if (!keep) {
        dBiases[o] = 0;
      }
    }
  }
}
