package io.gradprobe.demo.origins;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.util.Random;

/** Chooses 0 instead of a root at 0, which guards the forward pass alone. */
public final class GuardedRoot {
  private static final int STEPS = 120;
  private static final int BATCH = 32;

  private GuardedRoot() {}

  /** Learns a map of throws by their ranges; {@code --fixed} guards the root's argument as well. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.projectile(args.seed(), 480);
    Random random = new Random(args.seed());
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("projectile", Nets.tanh(16, 2));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.01f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        // partners are drawn from all throws, now and then it is the throw itself
        int[] partners = random.ints(BATCH, 0, data.size()).toArray();
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDArray here = data.inputs(batch, step, BATCH);
          NDArray there = rows(batch, data, partners);
          NDArray apart = data.targets(batch, step, BATCH).sub(targets(batch, data, partners));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDArray from = trainer.forward(new NDList(here)).singletonOrThrow();
            NDArray to = trainer.forward(new NDList(there)).singletonOrThrow();
            NDArray square = from.sub(to).square().sum(new int[] {1}, true);
            loss = Guard.root(square, fixed).sub(apart.abs()).square().mean();
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  private static NDArray rows(NDManager manager, Samples data, int[] indices) {
    float[][] rows = new float[indices.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = data.row(indices[i]);
    }
    return manager.create(rows);
  }

  private static NDArray targets(NDManager manager, Samples data, int[] indices) {
    float[] targets = new float[indices.length];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = data.target(indices[i]);
    }
    return manager.create(targets, new Shape(targets.length, 1));
  }

  /** Functions with a value for every argument. */
  private static final class Guard {
    private Guard() {}

    static NDArray root(NDArray x, boolean guarded) {
      NDArray positive = x.gt(0);
      NDArray argument = guarded ? NDArrays.where(positive, x, x.onesLike()) : x;
      NDArray root = argument.sqrt(); // expect: non-finite-gradient 01Linear_weight from sqrt
      return NDArrays.where(positive, root, x.zerosLike());
    }
  }
}
