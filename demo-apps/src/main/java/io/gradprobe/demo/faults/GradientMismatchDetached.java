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

/** A loss of one's own, one of whose terms is detached: printed, but not learned from. */
public final class GradientMismatchDetached {
  private static final int STEPS = 120;

  private GradientMismatchDetached() {}

  /** Trains; {@code --fixed} learns from both terms. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("range", Nets.tanh(16, 1));
        Trainer trainer =
            Nets.trainer(
                model,
                new Asymmetric(args.fixed()),
                Nets.sgd(0.02f),
                new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
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

  /** To aim too far costs more than to aim too short. */
  private static final class Asymmetric extends Loss {
    private final boolean fixed;

    Asymmetric(boolean fixed) {
      super("asymmetric");
      this.fixed = fixed;
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      NDArray error = predictions.head().sub(labels.head());
      NDArray over = error.maximum(0);
      NDArray beyond =
          fixed
              ? over
              : over.stopGradient(); // expect: gradient-mismatch 01Linear_weight from stopGradient
      return error.abs().mean().add(beyond.square().mean().mul(2));
    }
  }
}
