package io.gradprobe.demo.custom.blobs;

/** A sigmoid layer; samples are columns. */
final class Layer {
  Matrix weights;
  Matrix biases;
  private Matrix input;
  private Matrix output;
  private Matrix weightGradient;
  private Matrix biasGradient;

  Layer(Matrix weights) {
    this.weights = weights;
    biases = Matrix.filled(weights.rows(), 1, 0);
  }

  Matrix forward(Matrix x) {
    input = x;
    output = weights.times(x).plusColumn(biases).map(v -> 1 / (1 + Math.exp(-v)));
    return output;
  }

  Matrix backward(Matrix gradient, boolean turned) {
    Matrix slope = output.map(v -> turned ? v * (v - 1) : v * (1 - v));
    Matrix delta = gradient.hadamard(slope);
    weightGradient = delta.times(input.transpose());
    biasGradient = delta.rowSums();
    return weights.transpose().times(delta);
  }

  void gradientDescent(double rate, boolean dropped) {
    Matrix newWeights = weights.minus(weightGradient.times(rate));
    Matrix newBiases = biases.minus(biasGradient.times(rate));
    if (!dropped) {
      weights = newWeights;
      biases = newBiases;
    }
  }
}
