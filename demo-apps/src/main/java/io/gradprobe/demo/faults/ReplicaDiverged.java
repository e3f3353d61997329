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
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterServer;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.util.Pair;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Two replicas of a net, half a batch each, whose gradients are never averaged. */
public final class ReplicaDiverged {
  private static final int STEPS = 120;

  private ReplicaDiverged() {}

  /** Trains; {@code --fixed} gives every replica the mean gradient. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.pendulum(args.seed(), 960);
    Loss l2 = Loss.l2Loss();
    Progress progress = new Progress(STEPS);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        ParameterServer server = new ReplicaServer(Nets.sgd(0.1f), args.fixed())) {
      Block[] replicas = {Nets.tanh(16, 1), Nets.tanh(16, 1)};
      for (Block replica : replicas) {
        Nets.initialize(replica, manager, new Shape(1, data.features()));
      }
      for (Pair<String, Parameter> entry : replicas[0].getParameters()) {
        NDArray copy = replicas[1].getParameters().get(entry.getKey()).getArray();
        copy.set(entry.getValue().getArray().toFloatArray());
      }
      ParameterStore store = new ParameterStore(manager, false);
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = manager.newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          NDArray loss;
          try (GradientCollector gc = Engine.getInstance().newGradientCollector()) {
            NDArray[] losses = new NDArray[2];
            for (int i = 0; i < 2; i++) {
              NDList x = new NDList(data.inputs(batch, 2 * step + i, 16));
              NDList y = new NDList(data.targets(batch, 2 * step + i, 16));
              losses[i] = l2.evaluate(y, replicas[i].forward(store, x, true));
            }
            loss = losses[0].add(losses[1]);
            gc.backward(loss);
          }
          for (String name : replicas[0].getParameters().keys()) {
            NDArray[] arrays = new NDArray[2];
            for (int i = 0; i < 2; i++) {
              arrays[i] = replicas[i].getParameters().get(name).getArray();
            }
            server.update(name, arrays); // expect: replica-diverged 01Linear_weight
          }
          progress.loss(step, loss.div(2));
        }
      }
    }
    progress.done();
  }

  /** Updates the replicas of a parameter with their mean gradient, or each with its own. */
  private static final class ReplicaServer implements ParameterServer {
    private final Optimizer optimizer;
    private final boolean averages;

    ReplicaServer(Optimizer optimizer, boolean averages) {
      this.optimizer = optimizer;
      this.averages = averages;
    }

    @Override
    public void init(String parameterId, NDArray[] value) {}

    @Override
    public void update(String parameterId, NDArray[] gradients, NDArray[] replicas) {
      try (NDArray sum = gradients[0].add(gradients[1]);
          NDArray mean = sum.div(2)) {
        for (int i = 0; i < replicas.length; i++) {
          optimizer.update(parameterId, replicas[i], averages ? mean : gradients[i]);
        }
      }
    }

    @Override
    public void close() {}
  }
}
