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

/** Detaches the trend from which a correction is to differ, so that only the latter learns. */
public final class DetachedTrend {
  private static final int STEPS = 120;

  private DetachedTrend() {}

  /** Trains; {@code --fixed} lets both of them learn. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray w1 = manager.randomNormal(0, 0.1f, new Shape(4, 1), DataType.FLOAT32);
      NDArray w2 = manager.randomNormal(0, 0.5f, new Shape(4, 12), DataType.FLOAT32);
      NDArray w3 = manager.randomNormal(0, 0.3f, new Shape(12, 1), DataType.FLOAT32);
      w1.setRequiresGradient(true);
      w2.setRequiresGradient(true);
      w3.setRequiresGradient(true);
      NDList weights = new NDList(w1, w2, w3);
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = manager.newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          NDArray x = data.inputs(batch, step, 32);
          NDArray y = data.targets(batch, step, 32);
          NDArray loss;
          try (GradientCollector gc = Engine.getInstance().newGradientCollector()) {
            gc.zeroGradients();
            NDArray trend = x.matMul(w1);
            NDArray correction = x.matMul(w2).tanh().matMul(w3);
            loss = rest(y, trend, fixed).sub(correction).square().mean();
            gc.backward(loss);
          }
          for (NDArray weight : weights) {
            weight.subi(weight.getGradient().mul(0.05f));
          }
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** What the trend leaves to be explained. */
  private static NDArray rest(NDArray y, NDArray trend, boolean fixed) {
    if (fixed) {
      return y.sub(trend);
    }
    NDArray known = trend.stopGradient(); // expect: missing-gradient w1 from stopGradient
    return y.sub(known);
  }
}
