package io.gradprobe.demo.custom.terrain;

import java.util.Random;

/** A vector or matrix, row by row, with a gradient. */
final class Tensor {
  final Storage storage;
  final Storage gradient;

  Tensor(int rows, int columns) {
    storage = new Storage(rows * columns);
    gradient = new Storage(rows * columns);
  }

  Tensor randomised(double scale, Random random) {
    for (int i = 0; i < storage.size(); i++) {
      storage.add(i, scale * random.nextGaussian());
    }
    return this;
  }
}
