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

/**
 * Four in ten labels are drawn by lot: the loss soon reaches the floor that this sets and stays
 * there.
 */
public final class NoisyPlateau {
  private static final int STEPS = 600;
  private static final int BATCH = 32;

  private NoisyPlateau() {}

  /** Trains long after there is nothing left to learn. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Random random = new Random(args.seed());
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("quadrants", Nets.tanh(16, 4));
        Trainer trainer =
            Nets.trainer(model, Loss.softmaxCrossEntropyLoss(), Nets.sgd(0.1f), new Shape(1, 2))) {
      for (int step = 0; step < STEPS; step++) {
        float[] points = new float[2 * BATCH];
        int[] quadrants = new int[BATCH];
        for (int i = 0; i < BATCH; i++) {
          float x = (float) random.nextGaussian();
          float y = (float) random.nextGaussian();
          points[2 * i] = x;
          points[2 * i + 1] = y;
          int quadrant = (x > 0 ? 1 : 0) + (y > 0 ? 2 : 0);
          quadrants[i] = random.nextInt(10) < 4 ? random.nextInt(4) : quadrant;
        }
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(batch.create(points, new Shape(BATCH, 2)));
          NDList y = new NDList(batch.create(quadrants));
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
