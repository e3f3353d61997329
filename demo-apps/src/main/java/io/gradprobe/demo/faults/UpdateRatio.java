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

/** A learning rate at which every small batch throws the weights about by a large part. */
public final class UpdateRatio {
  private static final int STEPS = 250;

  private UpdateRatio() {}

  /** Trains; {@code --fixed} takes a usual learning rate. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    float rate = args.fixed() ? 0.01f : 0.4f;
    Samples data = Physics.force(args.seed(), 960, 0.02, 0.09, -0.07, 0.05, 0.08);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("force", Nets.tanh(1));
        Trainer trainer = Nets.trainer(model, Loss.l2Loss(), Nets.sgd(rate), new Shape(1, 4))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 4));
          NDList y = new NDList(data.targets(batch, step, 4));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss);
          }
          trainer.step(); // expect: update-ratio 01Linear_weight
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
