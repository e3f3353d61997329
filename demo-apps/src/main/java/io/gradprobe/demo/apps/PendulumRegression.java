package io.gradprobe.demo.apps;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.RealData;
import io.gradprobe.demo.support.Samples;
import java.io.IOException;

/** A two-layer regression in hand-written SGD on bare arrays: no trainer, no block. */
public final class PendulumRegression {
  private static final int BATCH = 8;
  private static final int HIDDEN = 16;

  private PendulumRegression() {}

  /** Trains for {@code --steps} steps, on {@code --data} where it is given. */
  public static void main(String[] argv) throws IOException {
    Args args = Args.parse(argv);
    String fault = args.fault("stale-gradient", "loss-not-scalar", "weight-not-updating");
    int steps = args.number("steps", 300);
    Samples data =
        args.data("") == null
            ? Physics.pendulum(args.seed(), 960)
            : RealData.abalone(args.data("abalone-train.csv")).shuffled(args.seed());
    int features = data.features();
    float lr = 0.012f;
    Progress progress = new Progress(steps);
    Engine engine = Engine.getInstance();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      float spread = 1 / (float) Math.sqrt(features);
      NDArray w1 = manager.randomNormal(0, spread, new Shape(features, HIDDEN), DataType.FLOAT32);
      NDArray b1 = manager.zeros(new Shape(HIDDEN));
      NDArray w2 = manager.randomNormal(0, 0.25f, new Shape(HIDDEN, 1), DataType.FLOAT32);
      NDArray b2 = manager.zeros(new Shape(1));
      w1.setRequiresGradient(true);
      b1.setRequiresGradient(true);
      w2.setRequiresGradient(true);
      b2.setRequiresGradient(true);
      for (int step = 0; step < steps; step++) {
        try (NDManager batch = manager.newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          NDArray x = data.inputs(batch, step, BATCH);
          NDArray y = data.targets(batch, step, BATCH);
          NDArray loss;
          try (GradientCollector gc = engine.newGradientCollector()) {
            if (!fault.equals("stale-gradient")) {
              gc.zeroGradients();
            }
            NDArray hidden = x.matMul(w1).add(b1).tanh();
            NDArray errors = hidden.matMul(w2).add(b2).sub(y).square();
            if (fault.equals("loss-not-scalar")) {
              loss = errors;
              gc.backward(loss); // expect: loss-not-scalar loss
            } else {
              loss = errors.mean();
              gc.backward(loss); // expect: stale-gradient w1
            }
          }
          if (fault.equals("weight-not-updating")) {
            w1.sub(w1.getGradient().mul(lr)); // expect: weight-not-updating w1
          } else {
            w1.subi(w1.getGradient().mul(lr));
          }
          b1.subi(b1.getGradient().mul(lr));
          w2.subi(w2.getGradient().mul(lr));
          b2.subi(b2.getGradient().mul(lr));
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
