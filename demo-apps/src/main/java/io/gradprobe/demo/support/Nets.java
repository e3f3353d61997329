package io.gradprobe.demo.support;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.initializer.XavierInitializer.FactorType;
import ai.djl.training.initializer.XavierInitializer.RandomType;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Small nets and the usual ways to set up their training. */
public final class Nets {
  private Nets() {}

  /** A linear layer. */
  public static Block linear(int units) {
    return Linear.builder().setUnits(units).build();
  }

  /** Linear layers with tanh between them, initialised for it (Xavier). */
  public static SequentialBlock tanh(int... units) {
    SequentialBlock net = new SequentialBlock();
    for (int i = 0; i < units.length; i++) {
      net.add(linear(units[i]));
      if (i < units.length - 1) {
        net.add(Activation::tanh);
      }
    }
    net.setInitializer(
        new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 1), Parameter.Type.WEIGHT);
    return net;
  }

  /** Linear layers with ReLU between them, with DJL's own initialisation. */
  public static SequentialBlock relu(int... units) {
    SequentialBlock net = new SequentialBlock();
    for (int i = 0; i < units.length; i++) {
      net.add(linear(units[i]));
      if (i < units.length - 1) {
        net.add(Activation::relu);
      }
    }
    return net;
  }

  /** A classifier with batch-norm and dropout. */
  public static SequentialBlock regularised(int hidden, int classes) {
    return new SequentialBlock()
        .add(linear(hidden))
        .add(BatchNorm.builder().build())
        .add(Activation::relu)
        .add(Dropout.builder().optRate(0.2f).build())
        .add(linear(classes));
  }

  /** Plain SGD with a fixed learning rate. */
  public static Optimizer sgd(float rate) {
    return Optimizer.sgd().setLearningRateTracker(Tracker.fixed(rate)).build();
  }

  /** Adam with a fixed learning rate. */
  public static Optimizer adam(float rate) {
    return Optimizer.adam().optLearningRateTracker(Tracker.fixed(rate)).build();
  }

  /** A trainer of the model's block, initialised for inputs of {@code shape}. */
  public static Trainer trainer(Model model, Loss loss, Optimizer optimizer, Shape shape) {
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(loss)
            .optOptimizer(optimizer)
            .optDevices(new Device[] {Device.cpu()});
    Trainer trainer = model.newTrainer(config);
    trainer.initialize(shape);
    return trainer;
  }

  /** A model of the block, on the CPU. */
  public static Model model(String name, Block block) {
    Model model = Model.newInstance(name, Device.cpu());
    model.setBlock(block);
    return model;
  }

  /** Initialises a block that is trained without a trainer. */
  public static void initialize(Block block, NDManager manager, Shape shape) {
    block.initialize(manager, DataType.FLOAT32, shape);
  }

  /** The parameters of a block that are trained. */
  public static List<Parameter> trainable(Block block) {
    List<Parameter> list = new ArrayList<>();
    for (Parameter parameter : block.getParameters().values()) {
      if (parameter.requiresGradient()) {
        list.add(parameter);
      }
    }
    return list;
  }

  /** Prints the norm of the gradient of each weight matrix, from the input to the output. */
  public static void printGradients(Block block) {
    StringBuilder line = new StringBuilder("gradients:");
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      for (Parameter parameter : trainable(block)) {
        if (parameter.getName().equals("weight")) {
          float norm = parameter.getArray().getGradient().norm().getFloat();
          line.append(String.format(Locale.ROOT, " %.1e", norm));
        }
      }
    }
    Progress.line("%s", line);
  }
}
