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
import io.gradprobe.demo.support.Glyphs;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.util.ArrayList;
import java.util.List;

/** The gradients are clipped before backward fills them, so the clipping does nothing. */
public final class ClipOutOfOrder {
  private static final int STEPS = 120;
  private static final float LIMIT = 4f;

  private ClipOutOfOrder() {}

  /** Trains; {@code --fixed} clips between backward and step. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Glyphs.digits(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("digits", Nets.relu(24, 10));
        Trainer trainer =
            Nets.trainer(
                model, Loss.softmaxCrossEntropyLoss(), Nets.sgd(0.02f), new Shape(1, 256))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          if (!fixed) {
            clip(model.getBlock());
          }
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss);
          }
          if (fixed) {
            clip(model.getBlock());
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  private static void clip(Block net) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      List<NDArray> gradients = new ArrayList<>();
      double squares = 0;
      for (Parameter parameter : Nets.trainable(net)) {
        NDArray gradient = parameter.getArray().getGradient();
        gradients.add(gradient);
        squares += Math.pow(gradient.norm().getFloat(), 2);
      }
      float scale = (float) Math.min(1, LIMIT / (Math.sqrt(squares) + 1e-6));
      for (NDArray gradient : gradients) {
        gradient.muli(scale); // expect: clip-out-of-order 01Linear_weight
      }
    }
  }
}
