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

/** A loss that takes away its own value as a baseline: exactly 0, whatever the net answers. */
public final class LossCollapsed {
  private static final int STEPS = 120;

  private LossCollapsed() {}

  /** Trains; {@code --fixed} leaves the baseline out. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.pendulum(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("pendulum", Nets.tanh(16, 1));
        Trainer trainer =
            Nets.trainer(
                model,
                new RelativeLoss(!args.fixed()),
                Nets.sgd(0.1f),
                new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss); // expect: loss-collapsed loss
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** Half the mean squared error, relative to a baseline where one is wanted. */
  private static final class RelativeLoss extends Loss {
    private final boolean relative;

    RelativeLoss(boolean relative) {
      super("RelativeLoss");
      this.relative = relative;
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      NDArray error = labels.singletonOrThrow().sub(predictions.singletonOrThrow());
      NDArray loss = error.square().mean().div(2);
      return relative ? loss.sub(loss.stopGradient()) : loss;
    }
  }
}
