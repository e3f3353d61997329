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

/** The limit of the gradient norm is so low that every step is clipped to it. */
public final class ClipSaturated {
  private static final int STEPS = 120;

  private ClipSaturated() {}

  /** Trains; {@code --fixed} sets the limit above the usual norm. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    float limit = args.fixed() ? 10f : 0.01f;
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
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss);
          }
          clip(model.getBlock(), limit);
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  private static void clip(Block net, float limit) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      List<NDArray> gradients = new ArrayList<>();
      double squares = 0;
      for (Parameter parameter : Nets.trainable(net)) {
        NDArray gradient = parameter.getArray().getGradient();
        gradients.add(gradient);
        squares += Math.pow(gradient.norm().getFloat(), 2);
      }
      double norm = Math.sqrt(squares);
      if (norm > limit) {
        for (NDArray gradient : gradients) {
          gradient.muli((float) (limit / norm)); // expect: clip-saturated 01Linear_weight
        }
      }
    }
  }
}
