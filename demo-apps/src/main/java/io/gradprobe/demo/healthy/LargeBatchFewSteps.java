package io.gradprobe.demo.healthy;

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

/** Twenty steps in all, each on a batch of 512. */
public final class LargeBatchFewSteps {
  private static final int STEPS = 20;
  private static final int BATCH = 512;

  private LargeBatchFewSteps() {}

  /** Trains through the data twice and a half. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Glyphs.letters(args.seed(), 8 * BATCH);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("letters", Nets.relu(48, 6));
        Trainer trainer =
            Nets.trainer(
                model,
                Loss.softmaxCrossEntropyLoss(),
                Nets.adam(0.01f),
                new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, BATCH));
          NDList y = new NDList(data.targets(batch, step, BATCH));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
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
