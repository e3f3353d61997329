package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** SGD with a momentum of 0.95: the loss swings like a damped spring while it falls. */
public final class HighMomentum {
  private static final int STEPS = 300;

  private HighMomentum() {}

  /** Trains a linear model on large batches, so that the swings are not noise. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.force(args.seed(), 1024, 1, 2, -1, 0.5);
    Optimizer sgd =
        Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.03f)).optMomentum(0.95f).build();
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("force", Nets.linear(1));
        Trainer trainer = Nets.trainer(model, Loss.l2Loss(), sgd, new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 128));
          NDList y = new NDList(data.targets(batch, step, 128));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
