package io.gradprobe.demo.programs;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.util.PairList;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.util.Locale;

/**
 * Healthy training of models of 3,000 parameters. On stderr it tells how much of the Java heap is
 * in use after each.
 */
public final class ManyParameters {
  private static final int PARAMETERS = 3000;
  private static final int BATCH = 16;

  private ManyParameters() {}

  /** Takes {@code --steps}. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    int steps = args.number("steps", 30);
    Samples data = Physics.pendulum(args.seed(), BATCH * 20);
    block("one block", new ManyBlock(), data, steps);
    block("many blocks", parallel(), data, steps);
    arrays(data, steps);
  }

  private static void block(String name, Block net, Samples data, int steps) {
    float last = Float.NaN;
    Shape shape = new Shape(1, data.features());
    net.setInitializer(new NormalInitializer(0.5f), Parameter.Type.WEIGHT);
    try (Model model = Nets.model(name, net);
        Trainer trainer = Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.1f), shape)) {
      for (int step = 0; step < steps; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, BATCH));
          NDList y = new NDList(data.targets(batch, step, BATCH));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss);
          }
          trainer.step();
          last = loss.getFloat();
        }
      }
      tell(name, last);
    }
  }

  /** The mean of as many small linear layers. */
  private static Block parallel() {
    ParallelBlock block =
        new ParallelBlock(
            outputs -> {
              NDList all = new NDList();
              outputs.forEach(all::addAll);
              return new NDList(NDArrays.concat(all, 1).mean(new int[] {1}, true).mul(10));
            });
    for (int i = 0; i < PARAMETERS / 2; i++) {
      block.add(Nets.linear(1));
    }
    return block;
  }

  private static void arrays(Samples data, int steps) {
    float last = Float.NaN;
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray[] weights = new NDArray[PARAMETERS];
      for (int i = 0; i < PARAMETERS; i++) {
        weights[i] = manager.randomNormal(0, 0.5f, new Shape(1, data.features()), DataType.FLOAT32);
        weights[i].setRequiresGradient(true);
      }
      for (int step = 0; step < steps; step++) {
        try (NDManager batch = manager.newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          NDArray x = data.inputs(batch, step, BATCH);
          NDArray y = data.targets(batch, step, BATCH);
          try (GradientCollector gc = Engine.getInstance().newGradientCollector()) {
            gc.zeroGradients();
            NDArray mean = NDArrays.concat(new NDList(weights)).mean(new int[] {0}, true);
            NDArray loss = x.mul(mean).sum(new int[] {1}, true).mul(10).sub(y).square().mean();
            gc.backward(loss);
            last = loss.getFloat();
          }
          for (NDArray weight : weights) {
            weight.subi(weight.getGradient().mul(0.1f));
          }
        }
      }
      tell("arrays", last);
    }
  }

  private static void tell(String name, float loss) {
    Progress.line("%s: loss %.4f", name, loss);
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long kib = (runtime.totalMemory() - runtime.freeMemory()) >> 10;
    System.err.println(String.format(Locale.ROOT, "heap %s: %d KiB", name, kib));
  }

  /** From (N, F) to (N, 1): a weighted sum by the mean of as many parameters of shape (1, F). */
  private static final class ManyBlock extends AbstractBlock {
    private final Parameter[] weights = new Parameter[PARAMETERS];

    ManyBlock() {
      for (int i = 0; i < PARAMETERS; i++) {
        weights[i] =
            addParameter(
                Parameter.builder()
                    .setName("w" + i)
                    .setType(Parameter.Type.WEIGHT)
                    .optShape(new Shape(1, 3))
                    .build());
      }
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray x = inputs.head();
      NDList rows = new NDList();
      for (Parameter weight : weights) {
        rows.add(store.getValue(weight, x.getDevice(), training));
      }
      NDArray mean = NDArrays.concat(rows).mean(new int[] {0}, true);
      return new NDList(x.mul(mean).sum(new int[] {1}, true).mul(10));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      return new Shape[] {new Shape(inputShapes[0].get(0), 1)};
    }
  }
}
