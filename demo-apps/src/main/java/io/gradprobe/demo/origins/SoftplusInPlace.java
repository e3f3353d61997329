package io.gradprobe.demo.origins;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Adds 1 to an exponential in place, which is its own slope in backward: it throws. */
public final class SoftplusInPlace {
  private static final int STEPS = 120;

  private SoftplusInPlace() {}

  /** Trains; {@code --fixed} adds to a copy. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    SequentialBlock net =
        new SequentialBlock()
            .add(Nets.linear(16))
            .addSingleton(
                h -> {
                  NDArray odds = h.exp();
                  if (fixed) {
                    return odds.add(1).log();
                  }
                  odds.addi(1); // expect: in-place-modification loss from addi
                  return odds.log();
                })
            .add(Nets.linear(1));
    try (Model model = Nets.model("projectile", net);
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.05f), new Shape(1, data.features()))) {
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
}
