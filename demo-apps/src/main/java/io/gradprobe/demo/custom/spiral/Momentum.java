package io.gradprobe.demo.custom.spiral;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Gradient descent with momentum. */
final class Momentum {
  private final float lr;
  private final float momentum;
  private final Map<Tensor, float[]> velocities = new IdentityHashMap<>();

  Momentum(float lr, float momentum) {
    this.lr = lr;
    this.momentum = momentum;
  }

  void step(List<Tensor> params) {
    for (Tensor p : params) {
      float[] velocity = velocities.computeIfAbsent(p, t -> new float[t.data.length]);
      for (int i = 0; i < p.data.length; i++) {
        velocity[i] = momentum * velocity[i] - lr * p.grad[i];
        p.data[i] += velocity[i];
      }
    }
  }

  void zeroGrad(List<Tensor> params) {
    for (Tensor p : params) {
      for (int i = 0; i < p.grad.length; i++) {
        p.grad[i] = 0f;
      }
    }
  }
}
