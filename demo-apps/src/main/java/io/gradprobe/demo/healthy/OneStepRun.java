package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
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

/** Smoke tests of a model: one run of exactly one step, and one of two steps. */
public final class OneStepRun {
  private OneStepRun() {}

  /** Runs one step, then two on another model. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.spring(args.seed(), 96);
    train(data, 1);
    train(data, 2);
  }

  private static void train(Samples data, int steps) {
    try (Model model = Nets.model("spring", Nets.relu(16, 3));
        Trainer trainer =
            Nets.trainer(model, Loss.softmaxCrossEntropyLoss(), Nets.sgd(0.2f), new Shape(1, 3))) {
      for (int step = 0; step < steps; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDArray loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss);
            Progress.line("step %d of %d: loss %.4f", step + 1, steps, loss.getFloat());
          }
          trainer.step();
        }
      }
    }
  }
}
