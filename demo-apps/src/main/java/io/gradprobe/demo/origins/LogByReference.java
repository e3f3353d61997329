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
import java.util.List;

/** Takes logarithms by a method reference; some throw did not go anywhere. */
public final class LogByReference {
  private static final int STEPS = 40;
  private static final int SIZE = 32;

  private LogByReference() {}

  /** Trains; {@code --fixed} has no distance below a centimetre. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    float least = args.fixed() ? 0.01f : 0;
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("projectile", Nets.tanh(16, 1));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.05f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDArray x = data.inputs(batch, step, SIZE);
          NDArray y = data.targets(batch, step, SIZE).abs().mul(step == 13 ? 0 : 1).maximum(least);
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDArray out = trainer.forward(new NDList(x)).singletonOrThrow();
            List<NDArray> both = logarithms(List.of(out.abs().add(0.1f), y));
            loss = both.get(0).sub(both.get(1)).abs().mean();
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  private static List<NDArray> logarithms(List<NDArray> values) {
    return values.stream().map(NDArray::log).toList(); // expect: non-finite-loss loss from log
  }
}
