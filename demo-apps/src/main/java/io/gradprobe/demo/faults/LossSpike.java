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
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** The targets of a few batches came in another unit; clipping by norm keeps the weights sane. */
public final class LossSpike {
  private static final int STEPS = 300;
  private static final float LIMIT = 0.4f;

  private LossSpike() {}

  /** Trains; {@code --fixed} converts those targets. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.pendulum(args.seed(), 32 * STEPS);
    Progress progress = new Progress(STEPS);
    Block net = Nets.tanh(16, 1);
    try (Model model = Nets.model("pendulum", net);
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.1f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDArray measured = data.targets(batch, step, 32);
          if (step == 200 || step == 202 || step == 204) {
            measured.muli(10);
          }
          if (fixed && (step == 200 || step == 202 || step == 204)) {
            measured.divi(10);
          }
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(measured);
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss); // expect: loss-spike loss
          }
          clipGradients(net);
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  private static void clipGradients(Block net) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      double squares = 0;
      for (Parameter parameter : net.getParameters().values()) {
        float norm = parameter.getArray().getGradient().norm().getFloat();
        squares += norm * norm;
      }
      double norm = Math.sqrt(squares);
      if (norm > LIMIT) {
        for (Parameter parameter : net.getParameters().values()) {
          parameter.getArray().getGradient().muli((float) (LIMIT / norm));
        }
      }
    }
  }
}
