package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Accumulates over four micro-batches and throws away the two that are left in each epoch. */
public final class GradientNeverApplied {
  private static final int EPOCHS = 16;
  private static final int BATCHES = 22;

  private GradientNeverApplied() {}

  /** Trains; {@code --fixed} steps after the last micro-batch of an epoch too. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.projectile(args.seed(), 16 * BATCHES);
    Progress progress = new Progress(EPOCHS * BATCHES);
    try (Model model = Nets.model("projectile", Nets.tanh(16, 1));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.2f), new Shape(1, data.features()))) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        for (int i = 0; i < BATCHES; i++) {
          try (NDManager batch = trainer.getManager().newSubManager()) {
            NDList x = new NDList(data.inputs(batch, i, 16));
            NDList y = new NDList(data.targets(batch, i, 16));
            try (GradientCollector gc = trainer.newGradientCollector();
                NDScope scope = new NDScope()) {
              scope.suppressNotUsedWarning();
              if (i == 0) {
                gc.zeroGradients();
              }
              NDArray loss = trainer.getLoss().evaluate(y, trainer.forward(x));
              gc.backward(loss.div(4)); // expect: gradient-never-applied 01Linear_weight
              progress.loss(epoch * BATCHES + i, loss);
            }
          }
          if (i % 4 == 3 || (fixed && i == BATCHES - 1)) {
            trainer.step();
          }
        }
      }
    }
    progress.done();
  }
}
