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
import java.util.Arrays;

/** Compresses hidden units by a signed root, whose slope at 0 is infinite. */
public final class SignedRoot {
  private static final int STEPS = 120;
  private static final int AVERAGE = 1200;

  private SignedRoot() {}

  /** Trains; {@code --fixed} roots a little more than the unit. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.pendulum(args.seed(), 1920);
    // a pendulum that is average in everything
    Arrays.fill(data.row(AVERAGE), 0);
    Progress progress = new Progress(STEPS);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray w1 = manager.randomNormal(0, 0.6f, new Shape(3, 16), DataType.FLOAT32);
      NDArray w2 = manager.randomNormal(0, 0.25f, new Shape(16, 1), DataType.FLOAT32);
      NDArray b2 = manager.zeros(new Shape(1));
      NDList weights = new NDList(w1, w2, b2);
      w1.setRequiresGradient(true);
      w2.setRequiresGradient(true);
      b2.setRequiresGradient(true);
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = manager.newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          NDArray x = data.inputs(batch, step, 32);
          NDArray y = data.targets(batch, step, 32);
          NDArray loss;
          try (GradientCollector gc = Engine.getInstance().newGradientCollector()) {
            gc.zeroGradients(); // expect: sticky-non-finite-gradient w1
            NDArray h = compressed(x.matMul(w1), fixed);
            loss = h.matMul(w2).add(b2).sub(y).square().mean();
            gc.backward(loss);
          }
          for (NDArray weight : weights) {
            weight.subi(weight.getGradient().mul(0.02f));
          }
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  private static NDArray compressed(NDArray h, boolean fixed) {
    NDArray size = fixed ? h.abs().add(0.01f) : h.abs();
    NDArray root = size.pow(0.5f); // expect: non-finite-gradient w1 from pow
    return root.mul(h.sign());
  }
}
