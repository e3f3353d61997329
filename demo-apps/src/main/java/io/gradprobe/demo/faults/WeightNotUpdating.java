package io.gradprobe.demo.faults;

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

/** The learning rate is so small that each update is rounded away. */
public final class WeightNotUpdating {
  private static final int STEPS = 120;

  private WeightNotUpdating() {}

  /** Trains; {@code --fixed} takes a usual learning rate. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    float rate = args.fixed() ? 0.1f : 1e-12f;
    Samples data = Physics.pendulum(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("pendulum", Nets.tanh(16, 1));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.sgd(rate), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss);
          }
          trainer.step(); // expect: weight-not-updating 01Linear_weight
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
