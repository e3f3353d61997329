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

/** Two losses of one forward, each with a backward of its own: the first frees what both need. */
public final class SharedForward {
  private static final int STEPS = 60;
  private static final int SIZE = 32;

  private SharedForward() {}

  /** Trains; {@code --fixed} adds the losses. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("projectile", Nets.tanh(16, 1));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.1f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDArray x = data.inputs(batch, step, SIZE);
          NDArray y = data.targets(batch, step, SIZE);
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDArray out = trainer.forward(new NDList(x)).singletonOrThrow();
            NDArray bounded = out.mul(0.25f).tanh().mul(4);
            loss = bounded.sub(y).square().mean();
            NDArray size = bounded.square().mean().mul(0.01f);
            if (args.fixed()) {
              gc.backward(loss.add(size));
            } else {
              gc.backward(loss);
              gc.backward(size); // expect: backward-twice loss
            }
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
