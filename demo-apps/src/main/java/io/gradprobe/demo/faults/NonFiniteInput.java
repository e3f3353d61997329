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

/** One measurement is missing and stands as NaN in the data. */
public final class NonFiniteInput {
  private static final int STEPS = 120;

  private NonFiniteInput() {}

  /** Trains; {@code --fixed} puts the mean in the place of the missing value. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.spring(args.seed(), 960);
    data.row(32 * 20 + 5)[2] = fixed ? 0 : Float.NaN;
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("spring", Nets.relu(24, 3));
        Trainer trainer =
            Nets.trainer(model, Loss.softmaxCrossEntropyLoss(), Nets.sgd(0.2f), new Shape(1, 3))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDList out = trainer.forward(x); // expect: non-finite-input input
            loss = trainer.getLoss().evaluate(y, out);
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
