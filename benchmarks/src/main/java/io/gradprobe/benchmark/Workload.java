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

/** A classifier in training with Adam on data of its own, one step at a time. */
final class Workload implements AutoCloseable {
  private final Model model;
  private final Trainer trainer;
  private final Loss loss;
  private final Shape inputShape;
  private final Batches batches;
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
    int samples = (int) inputShape.get(0);
    batches = new Batches(samples, (int) (inputShape.size() / samples));
  }

  /** The workload called {@code mlp}, {@code conv} or {@code wide}. */
  static Workload named(String name) {
    return switch (name) {
      case "mlp" -> new Workload(Nets.mlp(), new Shape(64, 64));
      case "conv" -> new Workload(Nets.conv(), new Shape(32, 1, 16, 16));
      case "wide" -> new Workload(Nets.wide(), new Shape(32_768, 64));
      default -> throw new IllegalArgumentException("no workload " + name);
    };
  }

  /**
   * One optimizer step on the next batch.
   *
   * @param checked whether the program checks its gradients itself
   */
  void step(boolean checked) {
    batches.next();
    try (NDManager manager = trainer.getManager().newSubManager()) {
      NDList data = new NDList(manager.create(batches.inputs(), inputShape));
      NDList target = new NDList(manager.create(batches.labels()));
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
