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
import io.gradprobe.demo.support.Progress;
import java.util.Random;

/**
 * REINFORCE on a bandit with a context, whose rewards have heavy tails: losses have either sign,
 * and now and then a gradient is many times the usual.
 */
public final class HeavyTails {
  private static final int STEPS = 400;
  private static final int BATCH = 32;
  private static final int ARMS = 4;

  private HeavyTails() {}

  /** Learns which arm to pull. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Random random = new Random(args.seed());
    float baseline = 0;
    float chosenWell = 0;
    try (Model model = Nets.model("policy", Nets.tanh(16, ARMS));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.005f), new Shape(1, ARMS))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          float[] contexts = new float[BATCH * ARMS];
          for (int i = 0; i < contexts.length; i++) {
            contexts[i] = (float) random.nextGaussian();
          }
          NDList x = new NDList(batch.create(contexts, new Shape(BATCH, ARMS)));
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDArray logits = trainer.forward(x).singletonOrThrow();
            float[] shares = logits.softmax(1).toFloatArray();
            float[] weights = new float[BATCH * ARMS];
            float sum = 0;
            for (int i = 0; i < BATCH; i++) {
              int arm = pull(shares, i * ARMS, random);
              float reward = contexts[i * ARMS + arm] + 0.3f * studentT(random);
              weights[i * ARMS + arm] = reward - baseline;
              sum += reward / BATCH;
            }
            NDArray advantage = batch.create(weights, new Shape(BATCH, ARMS));
            NDArray loss = logits.logSoftmax(1).mul(advantage).sum(new int[] {1}).mean().neg();
            gc.backward(loss);
            baseline = 0.95f * baseline + 0.05f * sum;
            chosenWell = step == 0 ? sum : 0.98f * chosenWell + 0.02f * sum;
          }
          trainer.step();
        }
        if (step % 80 == 0 || step == STEPS - 1) {
          Progress.line("step %d: running reward %.4f", step, chosenWell);
        }
      }
    }
  }

  private static int pull(float[] shares, int row, Random random) {
    float left = random.nextFloat();
    int arm = 0;
    while (arm < ARMS - 1 && left >= shares[row + arm]) {
      left -= shares[row + arm];
      arm++;
    }
    return arm;
  }

  /** A number drawn from Student's distribution with three degrees of freedom. */
  private static float studentT(Random random) {
    double squares = 0;
    for (int i = 0; i < 3; i++) {
      double normal = random.nextGaussian();
      squares += normal * normal;
    }
    return (float) (random.nextGaussian() / Math.sqrt(squares / 3));
  }
}
