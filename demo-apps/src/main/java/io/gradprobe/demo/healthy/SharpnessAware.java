package io.gradprobe.demo.healthy;

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
import java.util.ArrayList;
import java.util.List;

/**
 * Sharpness-aware minimisation: each step climbs a little along the gradient, takes the gradient
 * there, goes back, and only then lets the optimizer step.
 */
public final class SharpnessAware {
  private static final int STEPS = 150;
  private static final float RADIUS = 0.05f;

  private SharpnessAware() {}

  /** Trains with two backward passes a step, the first of which is only looked at. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.spring(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("spring", Nets.relu(24, 3));
        Trainer trainer =
            Nets.trainer(model, Loss.softmaxCrossEntropyLoss(), Nets.sgd(0.1f), new Shape(1, 3))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss);
          }
          List<float[]> before = climb(model.getBlock());
          try (NDScope scope = new NDScope();
              GradientCollector gc = trainer.newGradientCollector()) {
            scope.suppressNotUsedWarning();
            gc.zeroGradients();
            gc.backward(trainer.getLoss().evaluate(y, trainer.forward(x)));
          }
          goBack(model.getBlock(), before);
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** Moves the weights up the gradient by the radius, and returns where they were. */
  private static List<float[]> climb(Block block) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      double squares = 0;
      for (Parameter parameter : block.getParameters().values()) {
        squares += Math.pow(parameter.getArray().getGradient().norm().getFloat(), 2);
      }
      float scale = RADIUS / (float) (Math.sqrt(squares) + 1e-12);
      List<float[]> before = new ArrayList<>();
      for (Parameter parameter : block.getParameters().values()) {
        NDArray weight = parameter.getArray();
        before.add(weight.toFloatArray());
        weight.addi(weight.getGradient().mul(scale));
      }
      return before;
    }
  }

  private static void goBack(Block block, List<float[]> before) {
    for (int i = 0; i < before.size(); i++) {
      block.getParameters().valueAt(i).getArray().set(before.get(i));
    }
  }
}
