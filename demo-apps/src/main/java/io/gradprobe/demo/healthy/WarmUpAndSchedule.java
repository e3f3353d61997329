package io.gradprobe.demo.healthy;

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

/**
 * A learning rate that warms up from 0, falls along a cosine, starts again at the top, and is at
 * last divided by ten twice.
 */
public final class WarmUpAndSchedule {
  private static final int STEPS = 260;
  private static final int WARM_UP = 20;
  private static final int RESTART = 90;
  private static final int[] CUTS = {180, 220};
  private static final float TOP = 0.1f;

  private WarmUpAndSchedule() {}

  /** Trains for all phases of the schedule. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    Tracker schedule = WarmUpAndSchedule::rate;
    Optimizer sgd = Optimizer.sgd().setLearningRateTracker(schedule).build();
    try (Model model = Nets.model("projectile", Nets.tanh(24, 1));
        Trainer trainer = Nets.trainer(model, Loss.l2Loss(), sgd, new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
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

  /** The learning rate of an update; the first one, number 1, has rate 0. */
  private static float rate(int update) {
    int step = update - 1;
    if (step < WARM_UP) {
      return TOP * step / WARM_UP;
    }
    if (step < RESTART) {
      return cosine(step - WARM_UP, RESTART - WARM_UP);
    }
    if (step < CUTS[0]) {
      return cosine(step - RESTART, 2 * (CUTS[0] - RESTART));
    }
    return step < CUTS[1] ? TOP / 10 : TOP / 100;
  }

  private static float cosine(int step, int length) {
    return TOP * (0.505f + 0.495f * (float) Math.cos(Math.PI * step / length));
  }
}
