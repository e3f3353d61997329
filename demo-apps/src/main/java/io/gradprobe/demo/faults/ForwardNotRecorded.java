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

/** Runs the forward pass before the gradient collector is opened, so backward throws. */
public final class ForwardNotRecorded {
  private static final int STEPS = 120;

  private ForwardNotRecorded() {}

  /** Trains; {@code --fixed} runs forward inside the collector. */
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
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDList out = null;
          if (!fixed) {
            out = trainer.forward(x); // expect: forward-not-recorded SequentialBlock
          }
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            if (fixed) {
              out = trainer.forward(x);
            }
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
