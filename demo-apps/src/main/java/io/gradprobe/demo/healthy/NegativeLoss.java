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

/**
 * A net that predicts a mean and a variance: the negative log-likelihood of a density falls below
 * zero as soon as the net is sure enough.
 */
public final class NegativeLoss {
  private static final int STEPS = 300;

  private NegativeLoss() {}

  /** Trains with a loss of its own. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.pendulum(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("pendulum", Nets.tanh(24, 2));
        Trainer trainer =
            Nets.trainer(
                model, new GaussianLoss(), Nets.adam(0.01f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 64));
          NDList y = new NDList(data.targets(batch, step, 64));
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

  /** Predictions of shape (N, 2): the mean, and the logarithm of the variance. */
  private static final class GaussianLoss extends Loss {
    GaussianLoss() {
      super("GaussianLoss");
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      NDArray mean = predictions.singletonOrThrow().get(":, 0:1");
      NDArray log = predictions.singletonOrThrow().get(":, 1:2").maximum(-6).minimum(6);
      NDArray error = labels.singletonOrThrow().sub(mean).square();
      return log.add(error.mul(log.neg().exp())).mean();
    }
  }
}
