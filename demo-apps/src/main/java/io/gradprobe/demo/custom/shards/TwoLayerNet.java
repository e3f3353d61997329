package io.gradprobe.demo.custom.shards;

import java.util.Arrays;
import java.util.Random;

/** A classifier with flat weights, row by row: a row for each output. */
final class TwoLayerNet {
  final double[] hidden;
  final double[] output;
  final double[] hiddenGradient;
  final double[] outputGradient;
  boolean swapped;
  private final int inputs;
  private final int units;
  private final int classes;

  /** What one thread found. */
  record Gradients(double[] hidden, double[] output, double loss) {}

  TwoLayerNet(int inputs, int units, int classes, Random random) {
    this.inputs = inputs;
    this.units = units;
    this.classes = classes;
    hidden = random(units * inputs, inputs, random);
    output = random(classes * units, units, random);
    hiddenGradient = new double[hidden.length];
    outputGradient = new double[output.length];
  }

  private static double[] random(int size, int inputs, Random random) {
    return random.doubles(size, -1, 1).map(v -> v / Math.sqrt(inputs)).toArray();
  }

  /** The summed gradients of some samples; changes nothing, so that threads can share the net. */
  Gradients gradients(double[][] x, int[] kind, int from, int to) {
    Gradients found = new Gradients(new double[hidden.length], new double[output.length], 0);
    double loss = 0;
    for (int n = from; n < to; n++) {
      double[] h = new double[units];
      for (int j = 0; j < units; j++) {
        for (int i = 0; i < inputs; i++) {
          h[j] += hidden[j * inputs + i] * x[n][i];
        }
        h[j] = Math.tanh(h[j]);
      }
      double[] p = new double[classes];
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        double score = 0;
        for (int j = 0; j < units; j++) {
          score += output[k * units + j] * h[j];
        }
        p[k] = Math.exp(score);
        sum += p[k];
      }
      double[] dh = new double[units];
      for (int k = 0; k < classes; k++) {
        p[k] /= sum;
        double d = p[k] - (k == kind[n] ? 1 : 0);
        for (int j = 0; j < units; j++) {
          found.output[k * units + j] += d * h[j];
          dh[j] += d * output[swapped ? j * classes + k : k * units + j];
        }
      }
      loss -= Math.log(p[kind[n]]);
      for (int j = 0; j < units; j++) {
        double d = dh[j] * (1 - h[j] * h[j]);
        for (int i = 0; i < inputs; i++) {
          found.hidden[j * inputs + i] += d * x[n][i];
        }
      }
    }
    return new Gradients(found.hidden, found.output, loss);
  }

  /** Adds what a thread found; returns its part of the loss. */
  double accumulate(Gradients found, double factor) {
    for (int i = 0; i < hidden.length; i++) {
      hiddenGradient[i] += factor * found.hidden[i];
    }
    for (int i = 0; i < output.length; i++) {
      outputGradient[i] += factor * found.output[i];
    }
    return factor * found.loss;
  }

  void zeroGradients() {
    Arrays.fill(hiddenGradient, 0);
    Arrays.fill(outputGradient, 0);
  }

  void step(double rate) {
    for (int i = 0; i < hidden.length; i++) {
      hidden[i] -= rate * hiddenGradient[i];
    }
    for (int i = 0; i < output.length; i++) {
      output[i] -= rate * outputGradient[i];
    }
  }
}
