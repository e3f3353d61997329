package io.gradprobe.demo.custom.autoencoder;

import java.util.Random;

/** A linear map without bias. */
class Layer {
  final float[][] weight;
  final float[][] weightGrad;
  private float[] input;

  Layer(int inputs, int outputs, Random random) {
    weight = new float[outputs][inputs];
    weightGrad = new float[outputs][inputs];
    for (float[] row : weight) {
      for (int i = 0; i < inputs; i++) {
        row[i] = (float) (random.nextGaussian() / Math.sqrt(inputs));
      }
    }
  }

  float[] forward(float[] x) {
    input = x;
    float[] out = new float[weight.length];
    for (int o = 0; o < out.length; o++) {
      for (int i = 0; i < x.length; i++) {
        out[o] += weight[o][i] * x[i];
      }
    }
    return out;
  }

  float[] backward(float[] gradOutput) {
    float[] gradInput = new float[input.length];
    for (int o = 0; o < gradOutput.length; o++) {
      for (int i = 0; i < input.length; i++) {
        weightGrad[o][i] += gradOutput[o] * input[i];
        gradInput[i] += gradOutput[o] * weight[o][i];
      }
    }
    return gradInput;
  }
}
