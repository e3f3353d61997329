package io.gradprobe.demo.origins;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Takes the norm of the weights after each step; it stays on the weights' manager. */
public final class NormLogged {
  private static final int STEPS = 240;

  private NormLogged() {}

  /** Trains; {@code --fixed} closes the norm once it is read. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.pendulum(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    float largest = 0;
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray w1 = manager.randomNormal(0, 0.6f, new Shape(3, 16), DataType.FLOAT32);
      NDArray w2 = manager.randomNormal(0, 0.25f, new Shape(16, 1), DataType.FLOAT32);
      NDArray b2 = manager.zeros(new Shape(1));
      NDList weights = new NDList(w1, w2, b2);
      weights.forEach(weight -> weight.setRequiresGradient(true));
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = manager.newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          NDArray x = data.inputs(batch, step, 32);
          NDArray y = data.targets(batch, step, 32);
          NDArray loss;
          try (GradientCollector gc = Engine.getInstance().newGradientCollector()) {
            gc.zeroGradients();
            loss = x.matMul(w1).tanh().matMul(w2).add(b2).sub(y).square().mean();
            gc.backward(loss);
          }
          for (NDArray weight : weights) {
            weight.subi(weight.getGradient().mul(0.1f));
          }
          progress.loss(step, loss);
        }
        largest = Math.max(largest, size(w1, fixed));
      }
    }
    progress.done();
    Progress.line("largest norm of w1: %.4f", largest);
  }

  private static float size(NDArray weight, boolean fixed) {
    NDArray norm = weight.norm(); // expect: tensor-leak tensors from norm
    float size = norm.getFloat();
    if (fixed) {
      norm.close();
    }
    return size;
  }
}
