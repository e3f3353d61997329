package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Glyphs;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/**
 * Learns digits, trains a head for another question on the frozen backbone, then unfreezes it and
 * trains the whole with a new trainer and a small learning rate.
 */
public final class FrozenOnPurpose {
  private static final int BATCH = 32;

  private FrozenOnPurpose() {}

  /** Trains in three phases. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Glyphs.digits(args.seed(), 960);
    Shape shape = new Shape(1, data.features());
    SequentialBlock backbone = new SequentialBlock().add(Nets.linear(32)).add(Activation::relu);
    SequentialBlock digits = new SequentialBlock().add(backbone).add(Nets.linear(10));
    SequentialBlock odd = new SequentialBlock().add(backbone).add(Nets.linear(2));
    Loss loss = Loss.softmaxCrossEntropyLoss();
    try (Model first = Nets.model("digits", digits);
        Model second = Nets.model("odd", odd)) {
      try (Trainer trainer = Nets.trainer(first, loss, Nets.sgd(0.03f), shape)) {
        train(trainer, data, 10, 90);
      }
      backbone.freezeParameters(true);
      try (Trainer trainer = Nets.trainer(second, loss, Nets.sgd(0.05f), shape)) {
        train(trainer, data, 2, 60);
      }
      backbone.freezeParameters(false);
      Optimizer careful = Nets.sgd(0.01f);
      try (Trainer trainer = Nets.trainer(second, loss, careful, shape)) {
        train(trainer, data, 2, 80);
      }
    }
  }

  private static void train(Trainer trainer, Samples data, int classes, int steps) {
    Progress progress = new Progress(steps);
    for (int step = 0; step < steps; step++) {
      try (NDManager batch = trainer.getManager().newSubManager()) {
        NDList x = new NDList(data.inputs(batch, step, BATCH));
        NDList y = new NDList(data.targets(batch, step, BATCH).mod(classes));
        NDArray loss;
        try (GradientCollector gc = trainer.newGradientCollector()) {
          loss = trainer.getLoss().evaluate(y, trainer.forward(x));
          gc.backward(loss);
        }
        trainer.step();
        progress.loss(step, loss);
      }
    }
    progress.done();
  }
}
