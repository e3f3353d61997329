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
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Keeps the latest loss for the report at the end, where its manager is closed. */
public final class UseAfterClose {
  private static final int STEPS = 40;

  private UseAfterClose() {}

  /** Trains; {@code --fixed} keeps the loss as a number. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    float number = 0;
    NDArray latest = null;
    try (Model model = Nets.model("projectile", Nets.tanh(16, 1));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.1f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        NDManager batch = trainer.getManager().newSubManager();
        NDList x = new NDList(data.inputs(batch, step, 32));
        NDList y = new NDList(data.targets(batch, step, 32));
        try (GradientCollector gc = trainer.newGradientCollector()) {
          latest = trainer.getLoss().evaluate(y, trainer.forward(x));
          gc.backward(latest);
        }
        trainer.step();
        progress.loss(step, latest);
        number = latest.getFloat();
        batch.close();
      }
      if (!args.fixed()) {
        number = latest.getFloat(); // expect: use-after-close array
      }
      System.out.printf("last loss %.4f%n", number);
    }
    progress.done();
  }
}
