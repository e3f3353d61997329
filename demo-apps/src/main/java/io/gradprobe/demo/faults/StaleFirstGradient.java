package io.gradprobe.demo.faults;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
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

/** A sanity check runs backward before the loop, whose zeroing stands only at its end. */
public final class StaleFirstGradient {
  private static final int STEPS = 120;
  private static final float RATE = 0.1f;

  private StaleFirstGradient() {}

  /** Trains; {@code --fixed} clears what the sanity check left behind. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.projectile(args.seed(), 640);
    Loss l2 = Loss.l2Loss();
    Progress progress = new Progress(STEPS);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      SequentialBlock net = Nets.tanh(16, 1);
      Nets.initialize(net, manager, new Shape(1, data.features()));
      ParameterStore store = new ParameterStore(manager, false);
      sanityCheck(manager, net, store, data, fixed);
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = manager.newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          GradientCollector gc = Engine.getInstance().newGradientCollector();
          NDArray loss = l2.evaluate(y, net.forward(store, x, true));
          gc.backward(loss); // expect: stale-first-gradient 01Linear_weight
          gc.close();
          for (Parameter parameter : net.getParameters().values()) {
            NDArray weight = parameter.getArray();
            weight.subi(weight.getGradient().mul(RATE));
          }
          gc.zeroGradients();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  private static void sanityCheck(
      NDManager manager, Block net, ParameterStore store, Samples data, boolean fixed) {
    try (NDManager batch = manager.newSubManager();
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDList x = new NDList(data.inputs(batch, 0, 256));
      NDList y = new NDList(data.targets(batch, 0, 256));
      try (GradientCollector gc = Engine.getInstance().newGradientCollector()) {
        NDArray loss = Loss.l2Loss().evaluate(y, net.forward(store, x, true));
        gc.backward(loss);
        for (Parameter parameter : net.getParameters().values()) {
          NDArray gradient = parameter.getArray().getGradient();
          Progress.line("%s: %.4f", parameter.getName(), gradient.norm().getFloat());
        }
        if (fixed) {
          gc.zeroGradients();
        }
      }
    }
  }
}
