package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import java.util.Random;

/**
 * Learns which of two noisy views belong together: every other sample of the batch is a wrong
 * answer, so that the labels are simply 0, 1, 2 and so on, the same at each step.
 */
public final class InBatchContrast {
  private static final int STEPS = 200;
  private static final int BATCH = 32;
  private static final int WIDTH = 8;

  private InBatchContrast() {}

  /** Trains on fresh pairs. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Random random = new Random(args.seed());
    Loss loss = Loss.softmaxCrossEntropyLoss();
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("views", Nets.tanh(32, 16));
        Trainer trainer = Nets.trainer(model, loss, Nets.adam(0.003f), new Shape(1, WIDTH))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          float[][] pairs = pairs(random);
          NDList left = new NDList(batch.create(pairs[0], new Shape(BATCH, WIDTH)));
          NDList right = new NDList(batch.create(pairs[1], new Shape(BATCH, WIDTH)));
          NDList own = new NDList(batch.arange(0, BATCH, 1, DataType.INT64));
          NDArray value;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDArray one = unit(trainer.forward(left).singletonOrThrow());
            NDArray two = unit(trainer.forward(right).singletonOrThrow());
            value = loss.evaluate(own, new NDList(one.matMul(two.transpose()).mul(8)));
            gc.backward(value);
          }
          trainer.step();
          progress.loss(step, value);
        }
      }
    }
    progress.done();
  }

  /** The rows of a matrix, brought to length 1. */
  private static NDArray unit(NDArray rows) {
    return rows.div(rows.square().sum(new int[] {1}, true).add(1e-6f).sqrt());
  }

  /** Two noisy views of the same points, in which half of the features are noise altogether. */
  private static float[][] pairs(Random random) {
    float[][] pairs = new float[2][BATCH * WIDTH];
    for (int i = 0; i < BATCH * WIDTH; i++) {
      float signal = i % 2 == 0 ? (float) random.nextGaussian() : 0;
      for (float[] view : pairs) {
        float noise = (float) random.nextGaussian();
        view[i] = i % 2 == 0 ? signal + 0.1f * noise : noise;
      }
    }
    return pairs;
  }
}
