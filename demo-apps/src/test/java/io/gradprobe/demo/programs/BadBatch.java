package io.gradprobe.demo.programs;

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

/** Hand-written SGD on bare arrays that meets one bad batch: a missing value stands as NaN. */
public final class BadBatch {
  private static final int STEPS = 100;

  private BadBatch() {}

  /** Trains. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.pendulum(args.seed(), 32 * STEPS);
    data.row(32 * 40 + 3)[1] = Float.NaN;
    Progress progress = new Progress(STEPS);
    float last = Float.NaN;
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray w = manager.randomNormal(0, 0.3f, new Shape(3, 1), DataType.FLOAT32);
      NDArray b = manager.zeros(new Shape(1));
      w.setRequiresGradient(true);
      b.setRequiresGradient(true);
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = manager.newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          NDArray x = data.inputs(batch, step, 32);
          NDArray y = data.targets(batch, step, 32);
          try (GradientCollector gc = Engine.getInstance().newGradientCollector()) {
            gc.zeroGradients();
            NDArray loss = x.matMul(w).add(b).sub(y).square().mean();
            gc.backward(loss);
            last = loss.getFloat();
          }
          w.subi(w.getGradient().mul(0.05f));
          b.subi(b.getGradient().mul(0.05f));
          progress.loss(step, last);
        }
      }
      Progress.line("result: loss %.4f weights %.4f", last, w.sum().getFloat());
    }
  }
}
