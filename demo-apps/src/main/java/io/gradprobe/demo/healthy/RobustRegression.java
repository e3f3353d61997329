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
import java.util.Random;

/**
 * One target in thirty is far off, which a pseudo-Huber loss takes calmly: the loss of a batch
 * jumps with the number of such targets in it, the gradient does not.
 */
public final class RobustRegression {
  private static final int STEPS = 250;

  private RobustRegression() {}

  /** Trains on all targets, good and bad. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = corrupted(Physics.pendulum(args.seed(), 960), args.seed());
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("pendulum", Nets.tanh(16, 1));
        Trainer trainer =
            Nets.trainer(
                model, new PseudoHuber(), Nets.adam(0.01f), new Shape(1, data.features()))) {
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

  private static Samples corrupted(Samples samples, long seed) {
    Random random = new Random(seed);
    float[][] x = new float[samples.size()][];
    float[] y = new float[samples.size()];
    for (int i = 0; i < y.length; i++) {
      x[i] = samples.row(i);
      y[i] = samples.target(i);
      if (random.nextInt(30) == 0) {
        y[i] += 6 * (float) random.nextGaussian();
      }
    }
    return Samples.regression(x, y);
  }

  /** The root of 1 plus the squared error, less 1: quadratic near 0, linear far away. */
  private static final class PseudoHuber extends Loss {
    PseudoHuber() {
      super("PseudoHuber");
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      NDArray error = labels.singletonOrThrow().sub(predictions.singletonOrThrow());
      return error.square().add(1).sqrt().sub(1).mean();
    }
  }
}
