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

/** Calls backward on the squared error of every sample instead of on their mean. */
public final class LossNotScalar {
  private static final int STEPS = 120;

  private LossNotScalar() {}

  /** Trains; {@code --fixed} takes the mean first. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.pendulum(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("pendulum", Nets.tanh(16, 1));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.02f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDArray x = data.inputs(batch, step, 32);
          NDArray y = data.targets(batch, step, 32);
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDArray errors = trainer.forward(new NDList(x)).singletonOrThrow().sub(y).square();
            loss = fixed ? errors.mean() : errors;
            gc.backward(loss); // expect: loss-not-scalar loss
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
