package io.gradprobe.demo.origins;

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

/** Raises errors in thousandths of a unit to ever higher powers, until float32 overflows. */
public final class PeakErrorOverflow {
  private static final int STEPS = 120;

  private PeakErrorOverflow() {}

  /** Trains; {@code --fixed} leaves the errors in whole units. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    float unit = args.fixed() ? 1 : 1000;
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("projectile", Nets.tanh(16, 1));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.01f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        // from the mean of the errors to nearly the largest one
        float power = Math.min(16, 2 + 2 * (step / 10));
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDArray x = data.inputs(batch, step, 32);
          NDArray y = data.targets(batch, step, 32);
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDArray error = trainer.forward(new NDList(x)).singletonOrThrow().sub(y).mul(unit);
            NDArray raised = error.pow(power); // expect: non-finite-loss loss from pow
            NDArray mean = raised.mean();
            loss = mean.pow(1 / power);
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
