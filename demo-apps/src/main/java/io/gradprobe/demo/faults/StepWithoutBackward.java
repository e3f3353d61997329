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
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Easy batches skip backward, but the optimizer with its momentum steps all the same. */
public final class StepWithoutBackward {
  private static final int STEPS = 120;

  private StepWithoutBackward() {}

  /** Trains; {@code --fixed} steps only where backward ran. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.spring(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    Optimizer sgd =
        Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.05f)).optMomentum(0.8f).build();
    try (Model model = Nets.model("spring", Nets.relu(24, 3));
        Trainer trainer =
            Nets.trainer(model, Loss.softmaxCrossEntropyLoss(), sgd, new Shape(1, 3))) {
      float average = 0;
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          boolean hard;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            hard = loss.getFloat() > 0.8f * average;
            average = 0.9f * average + 0.1f * loss.getFloat();
            if (hard) {
              gc.backward(loss);
            }
          }
          if (hard || !fixed) {
            trainer.step(); // expect: step-without-backward 01Linear_weight
          }
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
