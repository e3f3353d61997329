package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Takes the logarithm of a probability that a ReLU can make exactly 0. */
public final class NonFiniteLoss {
  private static final int STEPS = 120;

  private NonFiniteLoss() {}

  /** Trains; {@code --fixed} uses softplus, which stays above 0. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.spring(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("spring", Nets.tanh(16, 1));
        Trainer trainer = Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.1f), new Shape(1, 3))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDArray x = data.inputs(batch, step, 32);
          NDArray swings = data.targets(batch, step, 32).eq(0).toType(DataType.FLOAT32, false);
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDArray out = trainer.forward(new NDList(x)).singletonOrThrow().squeeze(1).add(2.5f);
            NDArray rate = fixed ? Activation.softPlus(out) : Activation.relu(out);
            loss = negativeLogLikelihood(rate, swings);
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** The chance of at least one event at a rate is 1 - exp(-rate). */
  private static NDArray negativeLogLikelihood(NDArray rate, NDArray happened) {
    NDArray chance = rate.neg().exp().neg().add(1);
    NDArray yes = chance.log().mul(happened); // expect: non-finite-loss loss from log
    NDArray no = rate.neg().mul(happened.neg().add(1));
    return yes.add(no).neg().mean();
  }
}
