package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Classical training: the whole data set is one batch, the same arrays at each step. */
public final class FullBatch {
  private static final int STEPS = 300;

  private FullBatch() {}

  /** Trains on 200 samples. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.pendulum(args.seed(), 200);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("pendulum", Nets.tanh(12, 1));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.1f), new Shape(1, data.features()))) {
      NDManager manager = trainer.getManager();
      NDList x = new NDList(data.inputs(manager, 0, data.size()));
      NDList y = new NDList(data.targets(manager, 0, data.size()));
      for (int step = 0; step < STEPS; step++) {
        try (NDScope scope = new NDScope();
            GradientCollector gc = trainer.newGradientCollector()) {
          scope.suppressNotUsedWarning();
          NDArray loss = trainer.getLoss().evaluate(y, trainer.forward(x));
          gc.backward(loss);
          progress.loss(step, loss);
        }
        trainer.step();
      }
    }
    progress.done();
  }
}
