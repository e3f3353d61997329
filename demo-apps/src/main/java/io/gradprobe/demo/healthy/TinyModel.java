package io.gradprobe.demo.healthy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.training.GradientCollector;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Progress;
import java.util.Random;

/** A model of a single weight, learnt from a single number at a time. */
public final class TinyModel {
  private static final int STEPS = 200;

  private TinyModel() {}

  /** Learns how stiff a spring is from its length and its pull. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Random random = new Random(args.seed());
    Progress progress = new Progress(STEPS);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray stiffness = manager.create(0.5f);
      stiffness.setRequiresGradient(true);
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = manager.newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          float extension = (float) random.nextGaussian();
          float pull = 3 * extension + 0.1f * (float) random.nextGaussian();
          NDArray x = batch.create(extension);
          NDArray y = batch.create(pull);
          NDArray loss;
          try (GradientCollector gc = Engine.getInstance().newGradientCollector()) {
            gc.zeroGradients();
            loss = x.mul(stiffness).sub(y).square();
            gc.backward(loss);
          }
          stiffness.subi(stiffness.getGradient().mul(0.02f));
          progress.loss(step, loss);
        }
      }
      Progress.line("result: stiffness %.3f", stiffness.getFloat());
    }
    progress.done();
  }
}
