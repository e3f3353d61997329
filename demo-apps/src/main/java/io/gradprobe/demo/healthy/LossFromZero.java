package io.gradprobe.demo.healthy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import java.util.Random;

/**
 * A triplet loss on a curriculum: the first triplets are so easy that the margin is kept and the
 * loss is exactly 0; later ones are harder.
 */
public final class LossFromZero {
  private static final int STEPS = 260;
  private static final int BATCH = 32;
  private static final int WIDTH = 6;
  private static final float RATE = 0.05f;

  private LossFromZero() {}

  /** Trains with plain SGD written by hand. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Random random = new Random(args.seed());
    Engine engine = Engine.getInstance();
    Progress progress = new Progress(STEPS);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      SequentialBlock net = Nets.tanh(16, 4);
      Nets.initialize(net, manager, new Shape(1, WIDTH));
      ParameterStore store = new ParameterStore(manager, false);
      for (int step = 0; step < STEPS; step++) {
        // how far apart the classes are in the feature that tells them, and how loud the others
        float apart = step < 20 ? 6f : 1f;
        float noise = step < 20 ? 0.02f : 0.3f + 0.5f * Math.min(1, (step - 20) / 60f);
        try (NDManager batch = manager.newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          NDArray[] drawn = new NDArray[3];
          for (int i = 0; i < 3; i++) {
            drawn[i] = draw(batch, random, i == 2 ? -apart : apart, noise);
          }
          NDArray loss;
          try (GradientCollector gc = engine.newGradientCollector()) {
            gc.zeroGradients();
            NDArray anchor = net.forward(store, new NDList(drawn[0]), true).head();
            NDArray same = net.forward(store, new NDList(drawn[1]), true).head();
            NDArray other = net.forward(store, new NDList(drawn[2]), true).head();
            NDArray near = anchor.sub(same).square().sum(new int[] {1});
            NDArray far = anchor.sub(other).square().sum(new int[] {1});
            loss = Activation.relu(near.sub(far).add(0.5f)).mean();
            gc.backward(loss);
          }
          for (Parameter parameter : net.getParameters().values()) {
            NDArray weight = parameter.getArray();
            weight.subi(weight.getGradient().mul(RATE));
          }
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  private static NDArray draw(NDManager manager, Random random, float centre, float noise) {
    float[] values = new float[BATCH * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = noise * (float) random.nextGaussian();
      if (i % WIDTH == 0) {
        values[i] = centre / 2 + 0.3f * values[i];
      }
    }
    return manager.create(values, new Shape(BATCH, WIDTH));
  }
}
