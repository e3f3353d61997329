package io.gradprobe.demo.origins;

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

/** Asks for the weight's gradient after the forward that should have recorded it: it throws. */
public final class LateRequiresGradient {
  private static final int STEPS = 120;

  private LateRequiresGradient() {}

  /** Trains; {@code --fixed} asks for it before the loop. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray w = manager.randomNormal(0, 0.1f, new Shape(data.features(), 1), DataType.FLOAT32);
      if (fixed) {
        w.setRequiresGradient(true);
      }
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = manager.newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          NDArray x = data.inputs(batch, step, 32);
          NDArray y = data.targets(batch, step, 32);
          NDArray loss;
          try (GradientCollector gc = Engine.getInstance().newGradientCollector()) {
            gc.zeroGradients();
            loss = x.matMul(w).sub(y).square().mean();
            if (!fixed) {
              w.setRequiresGradient(true); // expect: cut-graph loss from setRequiresGradient
            }
            gc.backward(loss);
          }
          w.subi(w.getGradient().mul(0.05f));
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
