package io.gradprobe.demo.faults;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/**
 * Linear regression on bare arrays, with jitter on the inputs, whose learning rate is warmed up to
 * a value that is too large: the loss falls at first, then each step overshoots more than the last.
 */
public final class LossDiverging {
  private static final int STEPS = 300;
  private static final int WARM_UP = 40;

  private LossDiverging() {}

  /** Trains; {@code --fixed} warms up to half of that learning rate. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    float peak = args.fixed() ? 0.5f : 1.02f;
    Samples data = Physics.force(args.seed(), 960, 12, 9, -14, 17, -8);
    Progress progress = new Progress(STEPS);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray w = manager.randomNormal(0, 1, new Shape(4, 1), DataType.FLOAT32);
      NDArray b = manager.zeros(new Shape(1));
      w.setRequiresGradient(true);
      b.setRequiresGradient(true);
      for (int step = 0; step < STEPS; step++) {
        float rate = peak * Math.min(1, (step + 1f) / WARM_UP);
        try (NDManager batch = manager.newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          NDArray jitter = batch.randomNormal(0, 0.002f, new Shape(960, 4), DataType.FLOAT32);
          NDArray x = data.inputs(batch, 0, 960).mul(0.5f).add(jitter);
          NDArray y = data.targets(batch, 0, 960);
          NDArray loss;
          try (GradientCollector gc = Engine.getInstance().newGradientCollector()) {
            gc.zeroGradients();
            loss = x.matMul(w).add(b).sub(y).square().mean();
            gc.backward(loss); // expect: loss-diverging loss
          }
          w.subi(w.getGradient().mul(rate));
          b.subi(b.getGradient().mul(rate));
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
