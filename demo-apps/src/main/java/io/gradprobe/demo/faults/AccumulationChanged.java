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

/** Two backward passes a step become three in the middle of the run. */
public final class AccumulationChanged {
  private static final int STEPS = 90;

  private AccumulationChanged() {}

  /** Trains; {@code --fixed} keeps to two backward passes. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.spring(args.seed(), 1600);
    Progress progress = new Progress(STEPS);
    int next = 0;
    try (Model model = Nets.model("spring", Nets.relu(24, 3));
        Trainer trainer =
            Nets.trainer(model, Loss.softmaxCrossEntropyLoss(), Nets.sgd(0.2f), new Shape(1, 3))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          int passes = step < STEPS / 2 || fixed ? 2 : 3;
          for (int pass = 0; pass < passes; pass++) {
            NDList x = new NDList(data.inputs(batch, next, 16));
            NDList y = new NDList(data.targets(batch, next, 16));
            next++;
            try (GradientCollector gc = trainer.newGradientCollector()) {
              NDArray loss = trainer.getLoss().evaluate(y, trainer.forward(x)).div(2);
              gc.backward(loss); // expect: accumulation-changed loss
              if (pass == 0) {
                progress.loss(step, 2 * loss.getFloat());
              }
            }
          }
        }
        trainer.step();
      }
    }
    progress.done();
  }
}
