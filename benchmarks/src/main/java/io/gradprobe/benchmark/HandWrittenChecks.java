package io.gradprobe.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

/** What people write into their training loops today: norm and NaN of every gradient, each step. */
final class HandWrittenChecks {
  private HandWrittenChecks() {}

  /** Throws where a gradient holds NaN or has no finite norm. */
  static void check(Block block) {
    for (Parameter parameter : block.getParameters().values()) {
      if (!parameter.requiresGradient()) {
        continue;
      }
      try (NDArray gradient = parameter.getArray().getGradient();
          NDArray norm = gradient.norm();
          NDArray nan = gradient.isNaN();
          NDArray anyNan = nan.any()) {
        if (anyNan.getBoolean() || !Float.isFinite(norm.getFloat())) {
          throw new IllegalStateException("bad gradient in " + parameter.getName());
        }
      }
    }
  }
}
