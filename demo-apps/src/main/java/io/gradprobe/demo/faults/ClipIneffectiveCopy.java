package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Clips a copy of the gradient and forgets to write it back. */
public final class ClipIneffectiveCopy {
  private static final int STEPS = 120;
  private static final float MAX = 2f;

  private ClipIneffectiveCopy() {}

  /** Trains; {@code --fixed} writes the clipped gradient back. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.force(args.seed(), 960, 4, 4, -3, 3, -2);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("force", Nets.tanh(1));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.1f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss);
          }
          for (Parameter parameter : Nets.trainable(model.getBlock())) {
            try (NDScope scope = new NDScope()) {
              scope.suppressNotUsedWarning();
              NDArray grad = parameter.getArray().getGradient();
              NDArray cut = grad.clip(-MAX, MAX); // expect: clip-ineffective 01Linear_weight
              if (fixed) {
                cut.copyTo(grad);
              }
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
