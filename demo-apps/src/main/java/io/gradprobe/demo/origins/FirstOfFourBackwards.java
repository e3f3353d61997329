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

/**
 * Adds up four backwards a step. In some first part of a batch a throw is compared with itself, and
 * the distance 0 has no slope.
 */
public final class FirstOfFourBackwards {
  private static final int STEPS = 40;
  private static final int PARTS = 4;
  private static final int SIZE = 16;

  private FirstOfFourBackwards() {}

  /** Trains; {@code --fixed} adds a little under the root. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    float least = args.fixed() ? 1e-6f : 0;
    Samples data = Physics.projectile(args.seed(), 480);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("projectile", Nets.tanh(16, 2));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.01f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        for (int part = 0; part < PARTS; part++) {
          int here = step * PARTS + part;
          int there = part == 0 && step % 20 == 11 ? here : here + 7;
          try (NDManager batch = trainer.getManager().newSubManager()) {
            NDArray apart = data.targets(batch, here, SIZE).sub(data.targets(batch, there, SIZE));
            NDArray loss;
            try (GradientCollector gc = trainer.newGradientCollector()) {
              NDArray from = place(trainer, data.inputs(batch, here, SIZE));
              NDArray to = place(trainer, data.inputs(batch, there, SIZE));
              loss = length(from.sub(to), least).sub(apart.abs()).square().mean().div(PARTS);
              gc.backward(loss);
            }
            if (part == 0) {
              progress.loss(step, loss);
            }
          }
        }
        trainer.step();
      }
    }
    progress.done();
  }

  private static NDArray place(Trainer trainer, NDArray inputs) {
    return trainer.forward(new NDList(inputs)).singletonOrThrow();
  }

  private static NDArray length(NDArray vectors, float least) {
    NDArray square = vectors.square().sum(new int[] {1}, true);
    return square.add(least).sqrt(); // expect: non-finite-gradient 01Linear_weight from sqrt
  }
}
