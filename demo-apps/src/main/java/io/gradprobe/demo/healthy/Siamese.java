package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Glyphs;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** One net is applied to two images, and a contrastive loss draws like ones together. */
public final class Siamese {
  private static final int STEPS = 200;
  private static final int BATCH = 32;

  private Siamese() {}

  /** Trains on pairs of letters, every other one of the same kind. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Glyphs.letters(args.seed(), 1200);
    int[] partner = partners(data);
    float[][] others = new float[data.size()][];
    for (int i = 0; i < others.length; i++) {
      others[i] = data.row(partner[i]);
    }
    Samples second = Samples.classification(others, partner);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("letters", Nets.tanh(32, 4));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.003f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList left = new NDList(data.inputs(batch, step, BATCH));
          NDList right = new NDList(second.inputs(batch, step, BATCH));
          NDArray same = same(batch, data, partner, step);
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDArray one = trainer.forward(left).singletonOrThrow();
            NDArray two = trainer.forward(right).singletonOrThrow();
            loss = contrast(one.sub(two).square().sum(new int[] {1}), same);
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** The squared distance of like pairs, and how much unlike ones lack of a margin of 1. */
  private static NDArray contrast(NDArray square, NDArray same) {
    NDArray lack = Activation.relu(square.add(1e-6f).sqrt().neg().add(1)).square();
    return same.mul(square).add(same.neg().add(1).mul(lack)).mean();
  }

  /** For each even sample the next one of its kind, for each odd one the next of another kind. */
  private static int[] partners(Samples data) {
    int[] partner = new int[data.size()];
    for (int i = 0; i < partner.length; i++) {
      int other = (i + 1) % partner.length;
      while ((data.target(i) == data.target(other)) != (i % 2 == 0)) {
        other = (other + 1) % partner.length;
      }
      partner[i] = other;
    }
    return partner;
  }

  private static NDArray same(NDManager manager, Samples data, int[] partner, int step) {
    float[] same = new float[BATCH];
    for (int i = 0; i < BATCH; i++) {
      int at = (step * BATCH + i) % data.size();
      same[i] = data.target(at) == data.target(partner[at]) ? 1 : 0;
    }
    return manager.create(same);
  }
}
