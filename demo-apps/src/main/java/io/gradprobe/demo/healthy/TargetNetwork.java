package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import java.util.Random;

/**
 * Learns the value of places on a walk from two trailing copies of itself: one is replaced every 20
 * steps, the other follows a little at each step.
 */
public final class TargetNetwork {
  private static final int STEPS = 240;
  private static final int BATCH = 32;
  private static final int RENEWAL = 20;
  private static final float DISCOUNT = 0.8f;

  private TargetNetwork() {}

  /** Trains by temporal differences. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Random random = new Random(args.seed());
    Progress progress = new Progress(STEPS);
    Block net = Nets.tanh(24, 1);
    Block renewed = Nets.tanh(24, 1);
    Block trailing = Nets.tanh(24, 1);
    Shape shape = new Shape(1, 2);
    try (Model model = Nets.model("value", net);
        Trainer trainer = Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.01f), shape)) {
      NDManager manager = model.getNDManager();
      for (Block target : new Block[] {renewed, trailing}) {
        Nets.initialize(target, manager, shape);
        target.freezeParameters(true);
        follow(net, target, 1);
      }
      ParameterStore store = new ParameterStore(manager, false);
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = manager.newSubManager()) {
          float[][] walk = walk(random);
          NDList here = new NDList(batch.create(walk[0], new Shape(BATCH, 2)));
          NDList next = new NDList(batch.create(walk[1], new Shape(BATCH, 2)));
          NDArray reward = batch.create(walk[2], new Shape(BATCH, 1));
          NDArray one = renewed.forward(store, next, false).singletonOrThrow();
          NDArray other = trailing.forward(store, next, false).singletonOrThrow();
          NDArray goal = one.minimum(other).mul(DISCOUNT).add(reward);
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(new NDList(goal), trainer.forward(here));
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
        follow(net, trailing, 0.05f);
        if (step % RENEWAL == RENEWAL - 1) {
          follow(net, renewed, 1);
        }
      }
    }
    progress.done();
  }

  /** Moves each weight of the target by {@code share} of its distance to the source's. */
  private static void follow(Block source, Block target, float share) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      for (int i = 0; i < source.getParameters().size(); i++) {
        NDArray from = source.getParameters().valueAt(i).getArray();
        NDArray to = target.getParameters().valueAt(i).getArray();
        if (share == 1) {
          to.set(from.toFloatArray());
        } else {
          to.muli(1 - share).addi(from.mul(share));
        }
      }
    }
  }

  /** Places, the places one step on, and rewards that tell how near the origin is. */
  private static float[][] walk(Random random) {
    float[][] walk = {new float[2 * BATCH], new float[2 * BATCH], new float[BATCH]};
    for (int i = 0; i < BATCH; i++) {
      double square = 0;
      for (int axis = 0; axis < 2; axis++) {
        float place = (float) random.nextGaussian();
        walk[0][2 * i + axis] = place;
        walk[1][2 * i + axis] = 0.9f * place + 0.2f * (float) random.nextGaussian();
        square += place * place;
      }
      walk[2][i] = (float) Math.exp(-square);
    }
    return walk;
  }
}
