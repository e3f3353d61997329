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
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.initializer.XavierInitializer.FactorType;
import ai.djl.training.initializer.XavierInitializer.RandomType;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.util.ArrayList;
import java.util.List;

/**
 * One batch comes from a sensor that was set fifty times too sensitive; the gradient is clipped.
 */
public final class OutlierBatch {
  private static final int STEPS = 200;
  private static final int BAD = 140;
  private static final float LIMIT = 5;

  private OutlierBatch() {}

  /** Trains; {@code --fixed} calibrates the sensor. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    Block net = Nets.relu(16, 1);
    net.setInitializer(
        new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 1), Parameter.Type.WEIGHT);
    try (Model model = Nets.model("projectile", net);
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.1f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDArray measured = data.inputs(batch, step, 32);
          if (step == BAD && !fixed) {
            measured.muli(50);
          }
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDList out = trainer.forward(new NDList(measured)); // expect: outlier-batch input
            loss = trainer.getLoss().evaluate(y, out);
            gc.backward(loss);
          }
          clip(net);
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
      if (Math.sqrt(squares) > LIMIT) {
        for (NDArray gradient : gradients) {
          gradient.muli((float) (LIMIT / Math.sqrt(squares)));
        }
      }
    }
  }
}
