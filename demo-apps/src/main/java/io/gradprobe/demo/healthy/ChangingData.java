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
 * Continual learning: the relation to be learnt changes twice, and the loss jumps up each time and
 * falls again.
 */
public final class ChangingData {
  private static final int STEPS = 360;
  private static final int PHASE = 120;

  private ChangingData() {}

  /** Trains through three relations. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples[] phases = {
      Physics.force(args.seed(), 960, 0, 1, 0.5, -0.5),
      Physics.force(args.seed() + 1, 960, 0.5, 1, 0, -1),
      Physics.force(args.seed() + 2, 960, -0.5, 0.5, 0.5, -1),
    };
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("force", Nets.tanh(16, 1));
        Trainer trainer = Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.01f), new Shape(1, 3))) {
      for (int step = 0; step < STEPS; step++) {
        Samples data = phases[step / PHASE];
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
