package io.gradprobe.demo.faults;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Hand-written SGD that adds the gradient where it should subtract it. */
public final class UpdateAscends {
  private static final int STEPS = 120;

  private UpdateAscends() {}

  /** Trains; {@code --fixed} goes down the gradient. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.pendulum(args.seed(), 960);
    Loss l2 = Loss.l2Loss();
    Progress progress = new Progress(STEPS);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      SequentialBlock net = Nets.tanh(16, 1);
      Nets.initialize(net, manager, new Shape(1, data.features()));
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
          for (Parameter parameter : net.getParameters().values()) {
            NDArray weight = parameter.getArray();
            NDArray change = weight.getGradient().mul(0.001f);
            if (fixed) {
              weight.subi(change);
            } else {
              weight.addi(change); // expect: update-ascends 01Linear_weight
            }
          }
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
