package io.gradprobe.demo.origins;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Writes a 1 into the first hidden unit, whose tanh backward needs as it was: it throws. */
public final class BiasUnitInPlace {
  private static final int STEPS = 120;

  private BiasUnitInPlace() {}

  /** Trains; {@code --fixed} puts a column of ones beside the hidden units. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.pendulum(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray w1 = manager.randomNormal(0, 0.6f, new Shape(3, fixed ? 15 : 16), DataType.FLOAT32);
      NDArray w2 = manager.randomNormal(0, 0.25f, new Shape(16, 1), DataType.FLOAT32);
      NDList weights = new NDList(w1, w2);
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
            NDArray h = x.matMul(w1).tanh();
            h = fixed ? batch.ones(new Shape(32, 1)).concat(h, 1) : withBias(h);
            loss = h.matMul(w2).sub(y).square().mean();
            gc.backward(loss);
          }
          for (NDArray weight : weights) {
            weight.subi(weight.getGradient().mul(0.1f));
          }
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  private static NDArray withBias(NDArray h) {
    NDIndex first = new NDIndex(":, 0");
    h.set(first, 1f); // expect: in-place-modification loss from set
    return h;
  }
}
