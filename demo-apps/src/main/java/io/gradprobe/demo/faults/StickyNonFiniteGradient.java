package io.gradprobe.demo.faults;

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

/** Skips the update of one bad batch, but zeroing (g - g) never clears the NaN that it left. */
public final class StickyNonFiniteGradient {
  private static final int STEPS = 120;

  private StickyNonFiniteGradient() {}

  /** Trains; {@code --fixed} sorts the bad batch out before it meets the weights. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.pendulum(args.seed(), 32 * STEPS);
    data.row(32 * 20 + 3)[1] = Float.NaN;
    Progress progress = new Progress(STEPS);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray w1 = manager.randomNormal(0, 0.6f, new Shape(3, 16), DataType.FLOAT32);
      NDArray b1 = manager.zeros(new Shape(16));
      NDArray w2 = manager.randomNormal(0, 0.25f, new Shape(16, 1), DataType.FLOAT32);
      NDList weights = new NDList(w1, b1, w2);
      weights.forEach(weight -> weight.setRequiresGradient(true));
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = manager.newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          NDArray x = data.inputs(batch, step, 32);
          NDArray y = data.targets(batch, step, 32);
          if (fixed && x.isNaN().any().getBoolean()) {
            continue;
          }
          NDArray loss;
          try (GradientCollector gc = Engine.getInstance().newGradientCollector()) {
            gc.zeroGradients(); // expect: sticky-non-finite-gradient w1
            NDArray hidden = x.matMul(w1).add(b1).tanh();
            loss = hidden.matMul(w2).sub(y).square().mean();
            gc.backward(loss); // expect: non-finite-loss loss
          }
          if (Float.isFinite(w1.getGradient().sum().getFloat())) {
            for (NDArray weight : weights) {
              weight.subi(weight.getGradient().mul(0.1f));
            }
          }
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
