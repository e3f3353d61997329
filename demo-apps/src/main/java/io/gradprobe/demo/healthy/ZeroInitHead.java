package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Glyphs;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/**
 * Nets whose last layer starts at zero: a logistic regression, where nothing is random, and a net
 * with a hidden layer, which gets no gradient before the head has moved.
 */
public final class ZeroInitHead {
  private static final int STEPS = 120;

  private ZeroInitHead() {}

  /** Trains both. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Glyphs.digits(args.seed(), 960);
    train("logistic regression", zeros(1), data);
    train(
        "hidden layer",
        new SequentialBlock().add(Nets.linear(24)).add(Activation::tanh).add(zeros(1)),
        data);
  }

  private static Block zeros(int units) {
    Block layer = Nets.linear(units);
    layer.setInitializer(Initializer.ZEROS, Parameter.Type.WEIGHT);
    return layer;
  }

  private static void train(String name, Block block, Samples data) {
    Progress progress = new Progress(STEPS);
    Shape shape = new Shape(1, data.features());
    Loss loss = Loss.sigmoidBinaryCrossEntropyLoss();
    try (Model model = Nets.model(name, block);
        Trainer trainer = Nets.trainer(model, loss, Nets.sgd(0.05f), shape)) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          // is the digit odd?
          NDList y = new NDList(data.targets(batch, step, 32).mod(2).expandDims(1));
          NDArray value;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            value = loss.evaluate(y, trainer.forward(x));
            gc.backward(value);
          }
          trainer.step();
          progress.loss(step, value);
        }
      }
    }
    progress.done();
  }
}
