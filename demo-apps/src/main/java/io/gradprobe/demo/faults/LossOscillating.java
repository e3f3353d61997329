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
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.util.Random;

/** Poisson regression of counts at the edge of stability: every other step overshoots. */
public final class LossOscillating {
  private static final int STEPS = 300;
  private static final double USUAL_RATE = 20;

  private LossOscillating() {}

  /** Trains; {@code --fixed} takes a smaller learning rate. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    float rate = args.fixed() ? 0.02f : 0.059f;
    Samples data = decays(args.seed(), 1920);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("decays", Nets.tanh(1));
        Trainer trainer =
            Nets.trainer(
                model, new PoissonDeviance(), Nets.sgd(rate), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 128));
          NDList y = new NDList(data.targets(batch, step, 128));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss); // expect: loss-oscillating loss
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** Counts of decays, about forty each, for three shares of a mixture. */
  private static Samples decays(long seed, int count) {
    Random random = new Random(seed);
    float[][] shares = new float[count][3];
    float[] counts = new float[count];
    for (int i = 0; i < count; i++) {
      for (int f = 0; f < 3; f++) {
        shares[i][f] = 0.3f * (random.nextFloat() - 0.5f);
      }
      double rate = 40 * Math.exp(1.2 * shares[i][0] - 0.8 * shares[i][1]);
      for (double time = -Math.log(1 - random.nextDouble()); time < rate; ) {
        counts[i]++;
        time -= Math.log(1 - random.nextDouble());
      }
    }
    return Samples.regression(shares, counts);
  }

  /** The mean deviance of counts from the usual rate times the exponential of the prediction. */
  private static final class PoissonDeviance extends Loss {
    PoissonDeviance() {
      super("PoissonDeviance");
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      NDArray count = labels.singletonOrThrow();
      NDArray logRate = predictions.singletonOrThrow().add(Math.log(USUAL_RATE));
      NDArray best = count.mul(count.maximum(1).log()).sub(count);
      return logRate.exp().sub(count.mul(logRate)).add(best).mean();
    }
  }
}
