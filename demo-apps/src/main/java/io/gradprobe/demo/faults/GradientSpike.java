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

/** One batch's targets came in millimetres where all the others are in metres. */
public final class GradientSpike {
  private static final int STEPS = 200;

  private GradientSpike() {}

  /** Trains; {@code --fixed} converts the batch. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("projectile", Nets.relu(16, 1));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.01f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDArray target = data.targets(batch, step, 32);
          if (step == 120) {
            target.muli(fixed ? 1 : 1000);
          }
          NDList y = new NDList(target);
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss); // expect: gradient-spike 01Linear_weight
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
