package io.gradprobe.demo.programs;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Samples;

/** A regression without any block, by one of DJL's losses. */
public final class ArraysUphill {
  private static final int BATCH = 16;

  private ArraysUphill() {}

  /** Takes {@code up}, to add the gradient, or {@code down}. */
  public static void main(String[] argv) {
    float rate = argv[0].equals("up") ? 0.01f : -0.01f;
    Samples data = Physics.pendulum(1, 320);
    Loss l2 = Loss.l2Loss();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray w = manager.randomNormal(0, 0.3f, new Shape(data.features(), 1), DataType.FLOAT32);
      w.setRequiresGradient(true);
      for (int step = 0; step < 80; step++) {
        try (NDManager batch = manager.newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          NDList y = new NDList(data.targets(batch, step, BATCH));
          try (GradientCollector gc = Engine.getInstance().newGradientCollector()) {
            gc.backward(l2.evaluate(y, new NDList(data.inputs(batch, step, BATCH).matMul(w))));
          }
          NDArray gradient = w.getGradient();
          w.addi(gradient.mul(rate)); // the update
          gradient.subi(gradient);
        }
      }
    }
  }
}
