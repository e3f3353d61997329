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
 * A bag of words: most columns of a batch are zero throughout, some words of the vocabulary never
 * occur, and counts of the common ones are far larger than those of the others.
 */
public final class SparseFeatures {
  private static final int STEPS = 240;
  private static final int BATCH = 32;
  private static final int WORDS = 300;
  private static final int OCCURRING = 240;
  private static final int TOPICS = 3;
  private static final int LENGTH = 20;

  private SparseFeatures() {}

  /** Learns the topic of a text. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Random random = new Random(args.seed());
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("topics", Nets.relu(24, TOPICS));
        Trainer trainer =
            Nets.trainer(
                model, Loss.softmaxCrossEntropyLoss(), Nets.adam(0.003f), new Shape(1, WORDS))) {
      for (int step = 0; step < STEPS; step++) {
        float[] counts = new float[BATCH * WORDS];
        int[] topics = new int[BATCH];
        for (int i = 0; i < BATCH; i++) {
          topics[i] = random.nextInt(TOPICS);
          for (int word = 0; word < LENGTH; word++) {
            counts[i * WORDS + word(topics[i], random)]++;
          }
        }
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(batch.create(counts, new Shape(BATCH, WORDS)));
          NDList y = new NDList(batch.create(topics));
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

  /** A word by Zipf's law; every other one belongs to the topic. */
  private static int word(int topic, Random random) {
    int kinds = OCCURRING / TOPICS;
    int rank = (int) Math.pow(kinds, random.nextDouble()) - 1;
    return TOPICS * rank + (random.nextBoolean() ? topic : random.nextInt(TOPICS));
  }
}
