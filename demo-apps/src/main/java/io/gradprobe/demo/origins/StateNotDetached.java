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

/** Carries a smoothed prediction from step to step, and with it the graph of the step before. */
public final class StateNotDetached {
  private static final int STEPS = 60;
  private static final int SIZE = 32;

  private StateNotDetached() {}

  /** Trains; {@code --fixed} detaches what it carries. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("projectile", Nets.tanh(16, 1));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.1f), new Shape(1, data.features()));
        NDManager kept = trainer.getManager().newSubManager()) {
      NDArray state = kept.zeros(new Shape(SIZE, 1));
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDArray x = data.inputs(batch, step, SIZE);
          NDArray y = data.targets(batch, step, SIZE);
          NDArray loss;
          NDArray next;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDArray out = trainer.forward(new NDList(x)).singletonOrThrow();
            next = smoothed(out, state);
            loss = out.sub(y).square().mean().add(next.square().mean().mul(0.01f));
            gc.backward(loss); // expect: backward-twice loss
          }
          trainer.step();
          progress.loss(step, loss);
          NDArray carried = args.fixed() ? next.stopGradient() : next;
          carried.attach(kept);
          state.close();
          state = carried;
        }
      }
    }
    progress.done();
  }

  private static NDArray smoothed(NDArray now, NDArray before) {
    return now.mul(0.2f).add(before.mul(0.8f));
  }
}
