package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Adds a weight penalty that was computed before the gradient collector was opened. */
public final class GradientMismatchOutside {
  private static final int STEPS = 120;

  private GradientMismatchOutside() {}

  /** Trains; {@code --fixed} computes the penalty inside. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.spring(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    SequentialBlock net = Nets.tanh(16, 1);
    try (Model model = Nets.model("spring", net);
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.02f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray weight = net.getParameters().get(0).getValue().getArray();
          NDArray size =
              weight.square().mean(); // expect: gradient-mismatch 01Linear_weight from mean
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDArray penalty = fixed ? weight.square().mean() : size;
            loss = trainer.getLoss().evaluate(y, trainer.forward(x)).add(penalty.mul(0.5f));
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
