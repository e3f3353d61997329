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

/** The weights of the samples are made anew in each step and stay until the model is closed. */
public final class TensorLeak {
  private static final int STEPS = 250;
  private static final int BATCH = 32;

  private TensorLeak() {}

  /** Trains; {@code --fixed} makes them on the manager that is closed after the step. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("projectile", Nets.tanh(16, 1));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.1f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDManager manager = fixed ? batch : model.getNDManager();
          NDArray x = data.inputs(batch, step, BATCH);
          NDArray y = data.targets(batch, step, BATCH);
          NDArray trust = manager.create(trust(data, step)); // expect: tensor-leak tensors
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDArray error = trainer.forward(new NDList(x)).singletonOrThrow().sub(y);
            loss = error.square().squeeze(1).mul(trust).mean();
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** The stronger the wind, the less a throw counts. */
  private static float[] trust(Samples data, int step) {
    float[] trust = new float[BATCH];
    for (int i = 0; i < BATCH; i++) {
      float wind = data.row((step * BATCH + i) % data.size())[3];
      trust[i] = 1 / (1 + 0.2f * wind * wind);
    }
    return trust;
  }
}
