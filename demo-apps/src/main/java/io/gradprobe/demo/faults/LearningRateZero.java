package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Glyphs;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** The schedule was made for fewer steps than are run and sinks to 0 on the way. */
public final class LearningRateZero {
  private static final int STEPS = 120;

  private LearningRateZero() {}

  /** Trains; {@code --fixed} makes the schedule as long as the run. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    int length = args.fixed() ? STEPS + 1 : STEPS / 4;
    Samples data = Glyphs.letters(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    Tracker schedule = update -> 0.04f * Math.max(0, length - update) / length;
    Optimizer sgd = Optimizer.sgd().setLearningRateTracker(schedule).build();
    try (Model model = Nets.model("letters", Nets.relu(24, 6));
        Trainer trainer =
            Nets.trainer(model, Loss.softmaxCrossEntropyLoss(), sgd, new Shape(1, 256))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss);
          }
          trainer.step(); // expect: learning-rate-zero 01Linear_weight
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
