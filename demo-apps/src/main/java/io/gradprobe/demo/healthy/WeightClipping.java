package io.gradprobe.demo.healthy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import java.util.Random;

/**
 * A Wasserstein GAN: the critic's weights are clamped after each of its steps, and its loss, an
 * estimate of a distance with the sign turned, is negative.
 */
public final class WeightClipping {
  private static final int ROUNDS = 80;
  private static final int CRITIC_STEPS = 3;
  private static final int BATCH = 64;
  private static final float LIMIT = 0.3f;

  private WeightClipping() {}

  /** Trains critic and generator in turn. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Random random = new Random(args.seed());
    Block judge = Nets.relu(32, 1);
    // the loss is a mean of the critic's output and needs no class of its own
    Loss none = Loss.l2Loss();
    try (Model artist = Nets.model("generator", Nets.tanh(24, 2));
        Model critic = Nets.model("critic", judge);
        Trainer generator = Nets.trainer(artist, none, adam(0.005f), new Shape(1, 3));
        Trainer scorer = Nets.trainer(critic, none, adam(0.005f), new Shape(1, 2))) {
      for (int round = 0; round < ROUNDS; round++) {
        float distance = Float.NaN;
        for (int i = 0; i < CRITIC_STEPS; i++) {
          try (NDManager batch = NDManager.newBaseManager(Device.cpu())) {
            NDList real = new NDList(normal(batch, random, 2).mul(0.3f).add(1));
            NDList fake = generator.evaluate(new NDList(normal(batch, random, 3)));
            try (NDScope scope = new NDScope();
                GradientCollector gc = scorer.newGradientCollector()) {
              scope.suppressNotUsedWarning();
              gc.zeroGradients();
              NDArray ofReal = scorer.forward(real).singletonOrThrow().mean();
              NDArray ofFake = scorer.forward(fake).singletonOrThrow().mean();
              NDArray loss = ofFake.sub(ofReal);
              gc.backward(loss);
              distance = -loss.getFloat();
            }
            scorer.step();
          }
          clamp(judge);
        }
        try (NDManager batch = NDManager.newBaseManager(Device.cpu())) {
          NDList noise = new NDList(normal(batch, random, 3));
          NDList drawn;
          try (GradientCollector gc = generator.newGradientCollector()) {
            drawn = generator.forward(noise);
            gc.backward(scorer.forward(drawn).singletonOrThrow().mean().neg());
          }
          generator.step();
          if (round % 16 == 0 || round == ROUNDS - 1) {
            float mean = drawn.singletonOrThrow().mean().getFloat();
            Progress.line("round %d: distance %.4f, generated mean %.4f", round, distance, mean);
          }
        }
      }
    }
  }

  private static void clamp(Block block) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      for (Parameter parameter : block.getParameters().values()) {
        NDArray weight = parameter.getArray();
        weight.clip(-LIMIT, LIMIT).copyTo(weight);
      }
    }
  }

  private static Optimizer adam(float rate) {
    return Optimizer.adam().optLearningRateTracker(Tracker.fixed(rate)).optBeta1(0.5f).build();
  }

  private static NDArray normal(NDManager manager, Random random, int width) {
    float[] values = new float[BATCH * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return manager.create(values, new Shape(BATCH, width));
  }
}
