package io.gradprobe.demo.faults;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.util.ArrayList;
import java.util.List;

/** The list of what hand-written SGD updates was not changed when the net got one more layer. */
public final class ParameterNotOptimized {
  private static final int STEPS = 150;

  private ParameterNotOptimized() {}

  /** Trains; {@code --fixed} updates the added layer too. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.pendulum(args.seed(), 960);
    Loss l2 = Loss.l2Loss();
    Progress progress = new Progress(STEPS);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      Block first = Nets.linear(16);
      Block added = Linear.builder().setUnits(16).optBias(false).build();
      Block last = Nets.linear(1);
      SequentialBlock net =
          new SequentialBlock()
              .add(first)
              .add(Activation::tanh)
              .add(added)
              .add(Activation::tanh)
              .add(last);
      net.initialize(manager, DataType.FLOAT32, new Shape(1, data.features()));
      List<Parameter> learning = new ArrayList<>(first.getParameters().values());
      if (args.fixed()) {
        learning.addAll(added.getParameters().values());
      }
      learning.addAll(last.getParameters().values());
      ParameterStore store = new ParameterStore(manager, false);
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = manager.newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = Engine.getInstance().newGradientCollector()) {
            gc.zeroGradients();
            loss = l2.evaluate(y, net.forward(store, x, true));
            gc.backward(loss);
          }
          for (Parameter parameter : learning) {
            NDArray w = parameter.getArray();
            w.subi(w.getGradient().mul(0.1f)); // expect: parameter-not-optimized 03Linear_weight
          }
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
