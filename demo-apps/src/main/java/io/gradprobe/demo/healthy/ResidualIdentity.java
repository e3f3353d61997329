package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import java.util.List;
import java.util.Random;

/**
 * Learns one time step of a swinging mass with residual blocks that begin as the identity; as a
 * step changes little, the very first loss is small already.
 */
public final class ResidualIdentity {
  private static final int STEPS = 240;
  private static final int BATCH = 32;

  private ResidualIdentity() {}

  /** Trains on random states. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Random random = new Random(args.seed());
    Progress progress = new Progress(STEPS);
    SequentialBlock net = new SequentialBlock().add(residual()).add(residual());
    try (Model model = Nets.model("swing", net);
        Trainer trainer = Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.003f), new Shape(1, 2))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          float[][] states = states(random);
          NDList x = new NDList(batch.create(states[0], new Shape(BATCH, 2)));
          NDList y = new NDList(batch.create(states[1], new Shape(BATCH, 2)));
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

  /** Adds to its input of shape (N, 2) what two layers make of it, at first nothing. */
  private static Block residual() {
    Block last = Nets.linear(2);
    last.setInitializer(Initializer.ZEROS, Parameter.Type.WEIGHT);
    Block change = new SequentialBlock().add(Nets.linear(24)).add(Activation::tanh).add(last);
    return new ParallelBlock(
        outputs -> new NDList(outputs.get(0).head().add(outputs.get(1).head())),
        List.of(Blocks.identityBlock(), change));
  }

  /** States (angle, speed), and the states a tenth of a second later. */
  private static float[][] states(Random random) {
    float[][] states = new float[2][2 * BATCH];
    for (int i = 0; i < BATCH; i++) {
      double angle = random.nextGaussian();
      double speed = random.nextGaussian();
      states[0][2 * i] = (float) angle;
      states[0][2 * i + 1] = (float) speed;
      states[1][2 * i] = (float) (angle + 0.1 * speed);
      states[1][2 * i + 1] = (float) (0.98 * speed - 0.2 * Math.sin(angle));
    }
    return states;
  }
}
