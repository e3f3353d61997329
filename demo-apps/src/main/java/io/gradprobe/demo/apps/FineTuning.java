package io.gradprobe.demo.apps;

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
import ai.djl.training.tracker.Tracker;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Glyphs;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.RealData;
import io.gradprobe.demo.support.Samples;
import java.io.IOException;
import java.util.function.Function;

/** Pre-trains a small backbone, freezes it, and trains a new head for another question on it. */
public final class FineTuning {
  private static final int BATCH = 32;

  private FineTuning() {}

  /** Trains the head for {@code --steps} steps, on {@code --data} where it is given. */
  public static void main(String[] argv) throws IOException {
    Args args = Args.parse(argv);
    String fault = args.fault("frozen-weight-changed", "missing-gradient", "learning-rate-zero");
    int steps = args.number("steps", 120);
    Samples data =
        args.data("") == null
            ? Glyphs.digits(args.seed(), 1280)
            : RealData.breastCancer(args.data("breastcancer.csv")).shuffled(args.seed());
    Samples known = data.slice(0, data.size() / 2);
    Samples fresh = data.slice(data.size() / 2, data.size());
    Shape shape = new Shape(1, data.features());

    SequentialBlock backbone = new SequentialBlock().add(Nets.linear(32)).add(Activation::relu);
    SequentialBlock first = new SequentialBlock().add(backbone).add(Nets.linear(10));
    SequentialBlock head = new SequentialBlock().add(Nets.linear(16));
    if (fault.equals("missing-gradient")) {
      Function<NDArray, NDArray> cut = NDArray::stopGradient;
      head.addSingleton(cut); // expect: missing-gradient 02SequentialBlock_01Linear_weight
    }
    head.add(Activation::relu).add(Nets.linear(2));
    SequentialBlock second = new SequentialBlock().add(backbone).add(head);

    try (Model pretrained = Nets.model("pretrained", first);
        Model finetuned = Nets.model("finetuned", second)) {
      Loss loss = Loss.softmaxCrossEntropyLoss();
      try (Trainer trainer = Nets.trainer(pretrained, loss, Nets.sgd(0.03f), shape)) {
        pretrain(trainer, known);
      }
      backbone.freezeParameters(true);
      NDArray base = backbone.getParameters().valueAt(0).getArray();
      int length = fault.equals("learning-rate-zero") ? steps / 3 : steps + 1;
      Tracker schedule = update -> 0.1f * Math.max(0, length - update) / length;
      Optimizer sgd = Optimizer.sgd().setLearningRateTracker(schedule).build();
      Progress progress = new Progress(steps);
      try (Trainer trainer = Nets.trainer(finetuned, loss, sgd, shape)) {
        for (int step = 0; step < steps; step++) {
          try (NDManager batch = trainer.getManager().newSubManager()) {
            NDList x = new NDList(fresh.inputs(batch, step, BATCH));
            NDList y = new NDList(fresh.targets(batch, step, BATCH).mod(2));
            NDArray value;
            try (GradientCollector gc = trainer.newGradientCollector()) {
              value = loss.evaluate(y, trainer.forward(x));
              gc.backward(value);
            }
            trainer.step(); // expect: learning-rate-zero 02SequentialBlock_01Linear_weight
            if (fault.equals("frozen-weight-changed")) {
              base.muli(0.999f); // expect: frozen-weight-changed 01SequentialBlock_01Linear_weight
            }
            progress.loss(step, value);
          }
        }
      }
      progress.done();
    }
  }

  private static void pretrain(Trainer trainer, Samples data) {
    Progress progress = new Progress(60);
    for (int step = 0; step < 60; step++) {
      try (NDManager batch = trainer.getManager().newSubManager()) {
        NDList x = new NDList(data.inputs(batch, step, BATCH));
        NDList y = new NDList(data.targets(batch, step, BATCH));
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
