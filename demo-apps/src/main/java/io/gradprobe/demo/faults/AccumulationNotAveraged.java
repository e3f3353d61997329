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
import io.gradprobe.demo.support.Glyphs;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Four backward passes before each step, and nothing is divided by four. */
public final class AccumulationNotAveraged {
  private static final int STEPS = 60;
  private static final int PASSES = 4;

  private AccumulationNotAveraged() {}

  /** Trains; {@code --fixed} divides the loss by the number of passes. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Glyphs.letters(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("letters", Nets.relu(24, 6));
        Trainer trainer =
            Nets.trainer(
                model, Loss.softmaxCrossEntropyLoss(), Nets.sgd(0.02f), new Shape(1, 256))) {
      for (int step = 0; step < STEPS; step++) {
        for (int pass = 0; pass < PASSES; pass++) {
          try (NDManager batch = trainer.getManager().newSubManager()) {
            NDList x = new NDList(data.inputs(batch, step * PASSES + pass, 16));
            NDList y = new NDList(data.targets(batch, step * PASSES + pass, 16));
            try (GradientCollector gc = trainer.newGradientCollector()) {
              NDArray loss = trainer.getLoss().evaluate(y, trainer.forward(x));
              if (pass == 0) {
                progress.loss(step, loss);
              }
              if (fixed) {
                loss = loss.div(PASSES);
              }
              gc.backward(loss); // expect: accumulation-not-averaged loss
            }
          }
        }
        trainer.step();
      }
    }
    progress.done();
  }
}
