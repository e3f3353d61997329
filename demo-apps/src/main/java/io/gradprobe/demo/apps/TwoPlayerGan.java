package io.gradprobe.demo.apps;

import ai.djl.Device;
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
import io.gradprobe.demo.support.Progress;
import java.util.Random;

/** A generator and a discriminator, each with its own trainer, on a ring of eight Gaussians. */
public final class TwoPlayerGan {
  private static final int BATCH = 64;
  private static final int NOISE = 4;

  private TwoPlayerGan() {}

  /** Trains for {@code --steps} rounds. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    String fault = args.fault("step-without-backward", "gradient-never-applied");
    int steps = args.number("steps", 200);
    Random random = new Random(args.seed());
    Loss bce = Loss.sigmoidBinaryCrossEntropyLoss();
    try (Model artist = Nets.model("generator", Nets.tanh(32, 32, 2));
        Model critic = Nets.model("discriminator", Nets.tanh(32, 32, 1));
        Trainer generator = Nets.trainer(artist, bce, adam(), new Shape(1, NOISE));
        Trainer discriminator = Nets.trainer(critic, bce, adam(), new Shape(1, 2))) {
      for (int step = 0; step < steps; step++) {
        try (NDManager batch = NDManager.newBaseManager(Device.cpu())) {
          NDList real = new NDList(ring(batch, random));
          NDList yes = new NDList(batch.ones(new Shape(BATCH, 1)));
          NDList no = new NDList(batch.zeros(new Shape(BATCH, 1)));
          NDList fake = generator.evaluate(noise(batch, random));
          NDArray criticLoss;
          try (GradientCollector gc = discriminator.newGradientCollector()) {
            gc.zeroGradients(); // what the generator's turn left in the discriminator
            NDArray ofReal = bce.evaluate(yes, discriminator.forward(real));
            NDArray ofFake = bce.evaluate(no, discriminator.forward(fake));
            criticLoss = ofReal.add(ofFake).div(2);
            gc.backward(criticLoss); // expect: gradient-never-applied 01Linear_weight
          }
          if (!fault.equals("gradient-never-applied")) {
            discriminator.step();
          }
          boolean turn = !fault.equals("step-without-backward") || step % 3 != 2;
          float artistLoss = Float.NaN;
          if (turn) {
            try (GradientCollector gc = generator.newGradientCollector()) {
              NDList drawn = generator.forward(noise(batch, random));
              NDArray loss = bce.evaluate(yes, discriminator.forward(drawn));
              gc.backward(loss);
              artistLoss = loss.getFloat();
            }
          }
          generator.step(); // expect: step-without-backward 01Linear_weight
          if (step % 40 == 0 || step == steps - 1) {
            Progress.line(
                "step %d: discriminator %.4f generator %.4f distance %.4f",
                step, criticLoss.getFloat(), artistLoss, distance(fake.get(0)));
          }
        }
      }
    }
  }

  private static Optimizer adam() {
    return Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.005f)).optBeta1(0.5f).build();
  }

  private static NDList noise(NDManager manager, Random random) {
    float[] values = new float[BATCH * NOISE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new NDList(manager.create(values, new Shape(BATCH, NOISE)));
  }

  private static NDArray ring(NDManager manager, Random random) {
    float[] values = new float[BATCH * 2];
    for (int i = 0; i < BATCH; i++) {
      double angle = random.nextInt(8) * Math.PI / 4;
      values[2 * i] = (float) (1.5 * Math.cos(angle) + 0.1 * random.nextGaussian());
      values[2 * i + 1] = (float) (1.5 * Math.sin(angle) + 0.1 * random.nextGaussian());
    }
    return manager.create(values, new Shape(BATCH, 2));
  }

  /** How far the points are from the ring, on average. */
  private static float distance(NDArray points) {
    NDArray radius = points.square().sum(new int[] {1}).sqrt();
    return radius.sub(1.5f).abs().mean().getFloat();
  }
}
