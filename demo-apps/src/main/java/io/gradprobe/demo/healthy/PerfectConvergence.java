package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import java.util.Random;

/** A linear law without noise: the loss goes to 0 and stays there. */
public final class PerfectConvergence {
  private static final int STEPS = 500;
  private static final int BATCH = 32;

  private PerfectConvergence() {}

  /** Trains far beyond the end. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Random random = new Random(args.seed());
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("law", Nets.linear(1));
        Trainer trainer = Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.2f), new Shape(1, 2))) {
      for (int step = 0; step < STEPS; step++) {
        float[] inputs = new float[2 * BATCH];
        float[] targets = new float[BATCH];
        for (int i = 0; i < BATCH; i++) {
          inputs[2 * i] = (float) random.nextGaussian();
          inputs[2 * i + 1] = (float) random.nextGaussian();
          targets[i] = 2 * inputs[2 * i] - 3 * inputs[2 * i + 1] + 0.5f;
        }
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(batch.create(inputs, new Shape(BATCH, 2)));
          NDList y = new NDList(batch.create(targets, new Shape(BATCH, 1)));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
