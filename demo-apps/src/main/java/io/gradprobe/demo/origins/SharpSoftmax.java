package io.gradprobe.demo.origins;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Sharpens a softmax written by hand until its exponential overflows. */
public final class SharpSoftmax {
  private static final int STEPS = 120;
  private static final int PROTOTYPES = 12;

  private SharpSoftmax() {}

  /** Trains; {@code --fixed} subtracts the largest score of each row first. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.pendulum(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray w1 = manager.randomNormal(0, 1, new Shape(3, PROTOTYPES), DataType.FLOAT32);
      NDArray w2 = manager.randomNormal(0, 0.3f, new Shape(PROTOTYPES, 1), DataType.FLOAT32);
      NDList weights = new NDList(w1, w2);
      weights.forEach(weight -> weight.setRequiresGradient(true));
      for (int step = 0; step < STEPS; step++) {
        float sharpness = (float) Math.pow(1.03, step);
        try (NDManager batch = manager.newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          NDArray x = data.inputs(batch, step, 32);
          NDArray y = data.targets(batch, step, 32);
          NDArray loss;
          try (GradientCollector gc = Engine.getInstance().newGradientCollector()) {
            gc.zeroGradients(); // expect: sticky-non-finite-gradient w1
            NDArray scores = x.matMul(w1).mul(sharpness);
            NDArray nearest = fixed ? Soft.choiceFromTop(scores) : Soft.choice(scores);
            loss = nearest.matMul(w2).sub(y).square().mean();
            gc.backward(loss);
          }
          for (NDArray weight : weights) {
            weight.subi(weight.getGradient().mul(0.1f));
          }
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** Choices that have a gradient. */
  private static final class Soft {
    private static final int[] ROW = {1};

    private Soft() {}

    static NDArray choiceFromTop(NDArray scores) {
      NDArray top = scores.max(ROW, true);
      return choice(scores.sub(top));
    }

    static NDArray choice(NDArray scores) {
      NDArray odds = scores.exp(); // expect: non-finite-loss loss from exp
      NDArray total = odds.sum(ROW, true);
      return odds.div(total);
    }
  }
}
