package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
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

/** Relies on the optimizer's clipping, which leaves large negative gradients as they are. */
public final class ClipIneffectiveOptimizer {
  private static final int STEPS = 120;
  private static final float LIMIT = 2f;

  private ClipIneffectiveOptimizer() {}

  /** Trains; {@code --fixed} clips both ends by hand. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.force(args.seed(), 960, 5, 4, 3, 3);
    Progress progress = new Progress(STEPS);
    Optimizer sgd =
        Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.1f)).optClipGrad(LIMIT).build();
    try (Model model = Nets.model("force", Nets.tanh(1));
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
          if (fixed) {
            clip(model.getBlock());
          }
          trainer.step(); // expect: clip-ineffective 01Linear_weight
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  private static void clip(Block net) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      for (Parameter parameter : Nets.trainable(net)) {
        NDArray gradient = parameter.getArray().getGradient();
        gradient.clip(-LIMIT, LIMIT).copyTo(gradient);
      }
    }
  }
}
