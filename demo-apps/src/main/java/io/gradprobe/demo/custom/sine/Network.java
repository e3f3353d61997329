package io.gradprobe.demo.custom.sine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Layers in a row. */
final class Network {
  private final List<Dense> layers = new ArrayList<>();

  Network(Random random, int... sizes) {
    for (int i = 1; i < sizes.length; i++) {
      layers.add(new Dense(sizes[i - 1], sizes[i], i < sizes.length - 1, random));
    }
  }

  double[] forward(double[] x) {
    double[] h = x;
    for (Dense layer : layers) {
      h = layer.forward(h);
    }
    return h;
  }

  void backward(double[] gradient) {
    double[] g = gradient;
    for (int i = layers.size() - 1; i >= 0; i--) {
      g = layers.get(i).backward(g);
    }
  }

  void update(double lr, boolean keep) {
    for (Dense layer : layers) {
      layer.update(lr, keep);
    }
  }
}
