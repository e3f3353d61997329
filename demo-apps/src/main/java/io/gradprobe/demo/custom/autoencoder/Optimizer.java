package io.gradprobe.demo.custom.autoencoder;

import java.util.Arrays;

/** What moves the weights of one layer. */
abstract class Optimizer {
  protected final Layer layer;

  Optimizer(Layer layer) {
    this.layer = layer;
  }

  void zeroGrad() {
    for (float[] row : layer.weightGrad) {
      Arrays.fill(row, 0f);
    }
  }

  void step() {
    for (int o = 0; o < layer.weight.length; o++) {
      for (int i = 0; i < layer.weight[o].length; i++) {
        update(o, i);
      }
    }
  }

  /** Moves one weight. */
  protected abstract void update(int o, int i);

  /** Plain gradient descent. */
  static final class Sgd extends Optimizer {
    private final float rate;

    Sgd(Layer layer, float rate) {
      super(layer);
      this.rate = rate;
    }

    @Override
    protected void update(int o, int i) {
      layer.weight[o][i] -= rate * layer.weightGrad[o][i];
    }
  }

  /** Divides by a running mean of the gradient's size. */
  static final class RmsProp extends Optimizer {
    private final float rate;
    private final float[][] squares;

    RmsProp(Layer layer, float rate) {
      super(layer);
      this.rate = rate;
      squares = new float[layer.weight.length][layer.weight[0].length];
    }

    @Override
    protected void update(int o, int i) {
      float g = layer.weightGrad[o][i];
      squares[o][i] = 0.95f * squares[o][i] + 0.05f * g * g;
      layer.weight[o][i] -= rate * g / (float) (Math.sqrt(squares[o][i]) + 1e-6);
    }
  }
}
