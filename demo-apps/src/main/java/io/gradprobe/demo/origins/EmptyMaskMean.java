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
import java.util.Random;

/** Averages over the labelled samples of a batch, of which one batch has none. */
public final class EmptyMaskMean {
  private static final int STEPS = 120;
  private static final int BATCH = 16;

  private EmptyMaskMean() {}

  /** Trains; {@code --fixed} divides by 1 at least. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.pendulum(args.seed(), 960);
    Random random = new Random(args.seed());
    Progress progress = new Progress(STEPS);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray w1 = manager.randomNormal(0, 0.6f, new Shape(3, 16), DataType.FLOAT32);
      NDArray b1 = manager.zeros(new Shape(16));
      NDArray w2 = manager.randomNormal(0, 0.25f, new Shape(16, 1), DataType.FLOAT32);
      NDList weights = new NDList(w1, b1, w2);
      weights.forEach(weight -> weight.setRequiresGradient(true));
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = manager.newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          NDArray x = data.inputs(batch, step, BATCH);
          NDArray y = data.targets(batch, step, BATCH);
          NDArray known = labelled(batch, random);
          NDArray loss;
          try (GradientCollector gc = Engine.getInstance().newGradientCollector()) {
            gc.zeroGradients(); // expect: sticky-non-finite-gradient w1
            NDArray error = x.matMul(w1).add(b1).tanh().matMul(w2).sub(y);
            loss = meanSquare(error, known, fixed);
            gc.backward(loss);
          }
          for (NDArray weight : weights) {
            weight.subi(weight.getGradient().mul(0.05f));
          }
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  private static NDArray meanSquare(NDArray error, NDArray known, boolean fixed) {
    NDArray total = error.square().mul(known).sum();
    NDArray count = fixed ? known.sum().maximum(1) : known.sum();
    return total.div(count); // expect: non-finite-loss loss from div
  }

  /** Ones for the samples that somebody has labelled, about one in five. */
  private static NDArray labelled(NDManager manager, Random random) {
    float[] known = new float[BATCH];
    for (int i = 0; i < BATCH; i++) {
      known[i] = random.nextInt(5) == 0 ? 1 : 0;
    }
    return manager.create(known, new Shape(BATCH, 1));
  }
}
