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

/** Takes the arc cosine of exactly 1 where a direction is hit, which has no slope there. */
public final class AngleAtOne {
  private static final int STEPS = 120;
  private static final int BATCH = 64;

  private AngleAtOne() {}

  /** Trains; {@code --fixed} clips a little below 1. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Headings headings = new Headings(args.fixed() ? 1 - 1e-5f : 1);
    Samples data = Physics.pendulum(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("heading", Nets.tanh(16, 2));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.02f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDArray x = data.inputs(batch, step, BATCH);
          NDArray headed = headings.of(batch, data, step);
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDArray out = trainer.forward(new NDList(x)).singletonOrThrow();
            loss = headings.angle(out, headed).mean();
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** Directions in the plane as vectors of length 1. */
  private static final class Headings {
    private static final int[] ROW = {1};
    private final float limit;

    Headings(float limit) {
      this.limit = limit;
    }

    NDArray of(NDManager manager, Samples data, int step) {
      float[] headings = new float[BATCH * 2];
      for (int i = 0; i < BATCH; i++) {
        float[] row = data.row((step * BATCH + i) % data.size());
        double angle = Math.atan2(row[1], row[0]) + 0.3 * row[2];
        headings[i * 2] = (float) Math.cos(angle);
        headings[i * 2 + 1] = (float) Math.sin(angle);
      }
      return manager.create(headings, new Shape(BATCH, 2));
    }

    NDArray angle(NDArray vector, NDArray heading) {
      NDArray length = vector.norm(ROW, true);
      NDArray cosine = vector.mul(heading).sum(ROW, true).div(length).clip(-limit, limit);
      return cosine.acos(); // expect: non-finite-gradient 01Linear_weight from acos
    }
  }
}
