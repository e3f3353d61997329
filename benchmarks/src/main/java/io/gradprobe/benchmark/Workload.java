package io.gradprobe.benchmark;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.Random;

/** A classifier in training with Adam on data of its own, one step at a time. */
final class Workload implements AutoCloseable {
  private static final int BATCHES = 16;
  private static final int CLASSES = 10;

  /** Of each batch so many labels are drawn anew: no usual training gets to a loss of zero. */
  private static final double DRAWN = 0.2;

  private final Model model;
  private final Trainer trainer;
  private final Loss loss;
  private final Shape inputShape;
  private final float[][] inputs = new float[BATCHES][];
  private final float[][] labels = new float[BATCHES][];
  private final Random noise = new Random(2);
  private int next;
  private float lastLoss;

  private Workload(Block block, Shape inputShape) {
    Engine.getInstance().setRandomSeed(1);
    this.inputShape = inputShape;
    model = Model.newInstance("benchmark", Device.cpu());
    model.setBlock(block);
    loss = Loss.softmaxCrossEntropyLoss();
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(loss)
                .optDevices(new Device[] {Device.cpu()})
                .optOptimizer(
                    Optimizer.adam().optLearningRateTracker(Tracker.fixed(1e-4f)).build()));
    trainer.initialize(inputShape);
    makeData();
  }

  /** The workload called {@code mlp} or {@code conv}. */
  static Workload named(String name) {
    return switch (name) {
      case "mlp" -> new Workload(Nets.mlp(), new Shape(64, 64));
      case "conv" -> new Workload(Nets.conv(), new Shape(32, 1, 16, 16));
      default -> throw new IllegalArgumentException("no workload " + name);
    };
  }

  // The class is where the weighted sums of a sample's features are largest.
  private void makeData() {
    Random random = new Random(1);
    int samples = (int) inputShape.get(0);
    int features = (int) (inputShape.size() / samples);
    float[][] teacher = new float[CLASSES][features];
    for (float[] row : teacher) {
      for (int f = 0; f < features; f++) {
        row[f] = (float) random.nextGaussian();
      }
    }
    for (int b = 0; b < BATCHES; b++) {
      inputs[b] = new float[samples * features];
      labels[b] = new float[samples];
      for (int i = 0; i < inputs[b].length; i++) {
        inputs[b][i] = (float) random.nextGaussian();
      }
      for (int s = 0; s < samples; s++) {
        labels[b][s] = label(teacher, inputs[b], s * features);
      }
    }
  }

  private static int label(float[][] teacher, float[] input, int offset) {
    int best = 0;
    float bestSum = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < teacher.length; c++) {
      float sum = 0;
      for (int f = 0; f < teacher[c].length; f++) {
        sum += teacher[c][f] * input[offset + f];
      }
      if (sum > bestSum) {
        bestSum = sum;
        best = c;
      }
    }
    return best;
  }

  private float[] drawn(float[] given) {
    float[] drawn = given.clone();
    for (int i = 0; i < DRAWN * drawn.length; i++) {
      drawn[noise.nextInt(drawn.length)] = noise.nextInt(CLASSES);
    }
    return drawn;
  }

  /**
   * One optimizer step on the next batch.
   *
   * @param checked whether the program checks its gradients itself
   */
  void step(boolean checked) {
    int batch = next++ % BATCHES;
    float[] drawn = drawn(labels[batch]);
    try (NDManager manager = trainer.getManager().newSubManager()) {
      NDList data = new NDList(manager.create(inputs[batch], inputShape));
      NDList target = new NDList(manager.create(drawn));
      try (GradientCollector collector = trainer.newGradientCollector()) {
        NDArray value = loss.evaluate(target, trainer.forward(data));
        collector.backward(value);
        lastLoss = value.getFloat();
      }
      if (checked) {
        HandWrittenChecks.check(model.getBlock());
      }
      trainer.step();
    }
  }

  /** The loss of the latest step. */
  float lastLoss() {
    return lastLoss;
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
  }
}
