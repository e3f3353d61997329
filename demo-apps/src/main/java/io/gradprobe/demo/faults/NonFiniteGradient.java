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
import java.util.Arrays;

/** Takes the root of an error that padding makes exactly 0: a finite loss, a NaN gradient. */
public final class NonFiniteGradient {
  private static final int STEPS = 120;
  private static final int BATCHES = 21;

  private NonFiniteGradient() {}

  /** Trains; {@code --fixed} keeps the root away from 0. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.projectile(args.seed(), 32 * BATCHES - 12);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("projectile", Nets.tanh(16, 1));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.05f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDArray x = data.inputs(batch, step % BATCHES, 32);
          NDArray y = data.targets(batch, step % BATCHES, 32);
          NDArray mask = mask(batch, step % BATCHES == BATCHES - 1 ? 20 : 32);
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDArray error = trainer.forward(new NDList(x)).singletonOrThrow().sub(y).mul(mask);
            // one root mean square for each flight of four points
            NDArray square = error.square().reshape(8, 4).mean(new int[] {1});
            NDArray kept = fixed ? square.add(1e-4f) : square;
            NDArray root = kept.sqrt(); // expect: non-finite-gradient 01Linear_weight from sqrt
            loss = root.mean();
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  private static NDArray mask(NDManager manager, int used) {
    float[] mask = new float[32];
    Arrays.fill(mask, 0, used, 1f);
    return manager.create(mask, new Shape(32, 1));
  }
}
