package io.gradprobe.demo.faults;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Multiplicative updates whose warm-up never ends, until one overflows a weight. */
public final class NonFiniteWeight {
  private static final int STEPS = 120;

  private NonFiniteWeight() {}

  /** Trains; {@code --fixed} ends the warm-up after ten steps. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.force(args.seed(), 960, 0, 2, 1.5, 0.5, 3);
    Progress progress = new Progress(STEPS);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray w1 = manager.ones(new Shape(data.features(), 1));
      w1.setRequiresGradient(true);
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = manager.newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          NDArray x = data.inputs(batch, step, 32);
          NDArray y = data.targets(batch, step, 32);
          NDArray loss;
          try (GradientCollector gc = Engine.getInstance().newGradientCollector()) {
            gc.zeroGradients();
            loss = x.matMul(w1).sub(y).square().mean();
            gc.backward(loss);
          }
          double rate = fixed || step < 30 ? 0.005 : 0.005 * Math.pow(10, step);
          NDArray factor = w1.getGradient().mul(-rate).exp();
          w1.muli(factor); // expect: non-finite-weight w1
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
