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

/** Adds a penalty to the loss and drops the sum: the penalty never takes part. */
public final class DroppedResult {
  private static final int STEPS = 120;

  private DroppedResult() {}

  /** Trains; {@code --fixed} goes on with the sum. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("projectile", Nets.tanh(16, 1));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.1f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDList out = trainer.forward(x);
            loss = trainer.getLoss().evaluate(y, out);
            NDArray penalty = out.singletonOrThrow().square().mean().mul(1e-3f);
            if (args.fixed()) {
              loss = loss.add(penalty);
            } else {
              loss.add(penalty); // expect: dropped-result add from add
            }
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
