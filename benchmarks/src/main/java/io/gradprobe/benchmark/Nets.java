package io.gradprobe.benchmark;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;

/** The nets that are trained: a small one, where watching shows most, and a convolutional one. */
final class Nets {
  private Nets() {}

  /** 64-128-128-10 with ReLU. */
  static Block mlp() {
    return new SequentialBlock()
        .add(linear(128))
        .add(Activation::relu)
        .add(linear(128))
        .add(Activation::relu)
        .add(linear(10));
  }

  /** Two convolutions and two linear layers on images of 16 x 16. */
  static Block conv() {
    return new SequentialBlock()
        .add(convolution(16))
        .add(Activation::relu)
        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(convolution(32))
        .add(Activation::relu)
        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(Blocks.batchFlattenBlock())
        .add(linear(64))
        .add(Activation::relu)
        .add(linear(10));
  }

  /** Eight layers of 256 units with ReLU: with a large batch, nearly all memory is activations. */
  static Block wide() {
    SequentialBlock net = new SequentialBlock();
    for (int i = 0; i < 8; i++) {
      net.add(linear(256)).add(Activation::relu);
    }
    return net.add(linear(10));
  }

  private static Block linear(int units) {
    return Linear.builder().setUnits(units).build();
  }

  private static Block convolution(int filters) {
    return Conv2d.builder()
        .setKernelShape(new Shape(3, 3))
        .optPadding(new Shape(1, 1))
        .setFilters(filters)
        .build();
  }
}
