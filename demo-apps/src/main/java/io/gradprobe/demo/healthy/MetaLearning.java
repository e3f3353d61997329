package io.gradprobe.demo.healthy;

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
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Reptile: learns a start from which any wave is learnt in a few steps. After the steps on one wave
 * the weights go back to the start, and the start moves a little towards where they had been.
 */
public final class MetaLearning {
  private static final int TASKS = 60;
  private static final int INNER = 8;
  private static final int BATCH = 24;
  private static final float RATE = 0.1f;

  private MetaLearning() {}

  /** Trains on one wave after another. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Random random = new Random(args.seed());
    Progress progress = new Progress(TASKS);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      Block net = Nets.tanh(24, 1);
      Nets.initialize(net, manager, new Shape(1, 1));
      ParameterStore store = new ParameterStore(manager, false);
      for (int task = 0; task < TASKS; task++) {
        double phase = random.nextDouble();
        double height = 1.5 + random.nextDouble();
        List<float[]> start = new ArrayList<>();
        net.getParameters().values().forEach(p -> start.add(p.getArray().toFloatArray()));
        float loss = 0;
        for (int step = 0; step < INNER; step++) {
          loss += learn(manager, net, store, random, phase, height);
        }
        for (int i = 0; i < start.size(); i++) {
          NDArray weight = net.getParameters().valueAt(i).getArray();
          float[] moved = weight.toFloatArray();
          for (int k = 0; k < moved.length; k++) {
            moved[k] = start.get(i)[k] + 0.5f * (moved[k] - start.get(i)[k]);
          }
          weight.set(moved);
        }
        progress.loss(task, loss / INNER);
      }
    }
    progress.done();
  }

  private static float learn(
      NDManager manager,
      Block net,
      ParameterStore store,
      Random random,
      double phase,
      double height) {
    float[] inputs = new float[BATCH];
    float[] targets = new float[BATCH];
    for (int i = 0; i < BATCH; i++) {
      inputs[i] = (float) random.nextGaussian();
      targets[i] = (float) (height * Math.sin(1.5 * inputs[i] + phase));
    }
    try (NDManager batch = manager.newSubManager();
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDList x = new NDList(batch.create(inputs, new Shape(BATCH, 1)));
      NDList y = new NDList(batch.create(targets, new Shape(BATCH, 1)));
      NDArray loss;
      try (GradientCollector gc = Engine.getInstance().newGradientCollector()) {
        gc.zeroGradients();
        loss = Loss.l2Loss().evaluate(y, net.forward(store, x, true));
        gc.backward(loss);
      }
      for (Parameter parameter : net.getParameters().values()) {
        NDArray weight = parameter.getArray();
        weight.subi(weight.getGradient().mul(RATE));
      }
      return loss.getFloat();
    }
  }
}
