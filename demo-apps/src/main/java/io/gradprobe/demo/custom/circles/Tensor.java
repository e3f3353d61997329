package io.gradprobe.demo.custom.circles;

import java.util.Random;

/** A matrix that may want a gradient, which is a tensor again; null until there is one. */
final class Tensor {
  final double[][] data;
  final boolean requiresGrad;
  Tensor grad;
  Tensor[] inputs = {};
  GradFn gradFn;

  Tensor(double[][] data, boolean requiresGrad) {
    this.data = data;
    this.requiresGrad = requiresGrad;
  }

  /** Turns the gradient by the result into those by the inputs. */
  interface GradFn {
    double[][][] apply(double[][] gradient);
  }

  static Tensor random(int rows, int cols, Random random) {
    double[][] data = new double[rows][cols];
    for (double[] row : data) {
      for (int j = 0; j < cols; j++) {
        row[j] = random.nextGaussian() / Math.sqrt(rows);
      }
    }
    return new Tensor(data, true);
  }

  Tensor detach() {
    return new Tensor(data, false);
  }

  int rows() {
    return data.length;
  }

  int cols() {
    return data[0].length;
  }
}
