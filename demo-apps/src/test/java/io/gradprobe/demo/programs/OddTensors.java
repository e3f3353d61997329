package io.gradprobe.demo.programs;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.DefaultTrainingConfig;
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
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Healthy training on inputs of unusual shape, type or content, one small run for each: tensors
 * without elements, integers and booleans, NaN where nothing reads it.
 */
public final class OddTensors {
  private static final int STEPS = 60;
  private static final int BATCH = 16;

  private static final DataType[] TYPES = {
    DataType.UINT8,
    DataType.INT8,
    DataType.INT32,
    DataType.INT64,
    DataType.BOOLEAN,
    DataType.FLOAT16,
    DataType.FLOAT64
  };

  private final Samples data;
  private final int features;

  private OddTensors(Samples data) {
    this.data = data;
    features = data.features();
  }

  /** Trains all of them. */
  public static void main(String[] argv) {
    OddTensors odd = new OddTensors(Physics.pendulum(Args.parse(argv).seed(), BATCH * 20));
    odd.emptyTensors();
    odd.elementTypes();
    odd.unreadNaN();
    odd.layouts();
    odd.kindsOfBlock();
  }

  private void emptyTensors() {
    train("empty last batch", Nets.tanh(8, 1), step -> step % 10 == 9 ? 0 : BATCH, x -> x);
    Block joined =
        first(
            list -> new NDList(NDArrays.concat(new NDList(list.get(0), list.get(1)), 1)),
            Nets.tanh(8, 1));
    train(
        "input without features",
        joined,
        step -> BATCH,
        x -> {
          NDArray none = x.head().getManager().zeros(new Shape(BATCH, 0));
          return new NDList(x.head(), none);
        });
    train("parameter without elements", new GapBlock(0), step -> BATCH, x -> x);
  }

  private void elementTypes() {
    for (DataType type : TYPES) {
      boolean two = type == DataType.BOOLEAN;
      Block net =
          first(
              list -> {
                NDArray real = list.head().toType(DataType.FLOAT32, false);
                return new NDList(two ? real : real.sub(60).div(20));
              },
              Nets.tanh(8, 1));
      train(
          "input of " + type,
          net,
          step -> BATCH,
          x -> {
            NDArray coded = two ? x.head().gt(0) : x.head().mul(20).add(60);
            return new NDList(coded.toType(type, false));
          });
    }
  }

  private void unreadNaN() {
    // From (N, F + 1) to (N, F): the last column stands for what is not measured yet.
    Block net = first(list -> new NDList(list.head().get(":, :" + features)), Nets.tanh(8, 1));
    train(
        "NaN in a column that is cut off",
        net,
        step -> BATCH,
        x -> new NDList(x.head().concat(nan(x, new Shape(BATCH, 1)), 1)));
    train(
        "NaN in an input that is not used",
        first(list -> new NDList(list.head()), Nets.tanh(8, 1)),
        step -> BATCH,
        x -> new NDList(x.head(), nan(x, new Shape(BATCH, 2))));
    // From (N, T, F), where places after a sequence's end are NaN, to means over what is there.
    Block means =
        first(
            list -> {
              NDArray raw = list.head();
              NDArray missing = raw.isNaN();
              NDArray filled = NDArrays.where(missing, raw.zerosLike(), raw);
              NDArray there = missing.logicalNot().toType(DataType.FLOAT32, false);
              return new NDList(filled.sum(new int[] {1}).div(there.sum(new int[] {1})));
            },
            Nets.tanh(8, 1));
    train(
        "NaN as padding",
        means,
        step -> BATCH,
        x -> {
          NDArray sequence = x.head().expandDims(1).repeat(1, 2);
          return new NDList(sequence.concat(nan(x, new Shape(BATCH, 3, features)), 1));
        });
  }

  private void layouts() {
    train(
        "view of a table with NaN beside it",
        Nets.tanh(8, 1),
        step -> BATCH,
        x -> new NDList(nan(x, new Shape(BATCH, 1)).concat(x.head(), 1).get(":, 1:")));
    train(
        "transposed view",
        first(list -> new NDList(list.head().transpose()), Nets.tanh(8, 1)),
        step -> BATCH,
        x -> new NDList(x.head().transpose()));
    Block joined =
        first(
            list -> new NDList(list.get(0).mul(list.get(2)).concat(list.get(1), 1)),
            Nets.tanh(8, 1));
    train(
        "one row for all samples and a scalar",
        joined,
        step -> BATCH,
        x -> {
          NDManager manager = x.head().getManager();
          NDArray row = manager.create(new float[] {0.5f, -1}, new Shape(1, 2));
          return new NDList(x.head(), row.broadcast(new Shape(BATCH, 2)), manager.create(0.9f));
        });
  }

  private void kindsOfBlock() {
    Block whole =
        first(
            list -> new NDList(list.head().mul(4).round().toType(DataType.INT32, false)),
            first(
                list -> new NDList(list.head().toType(DataType.FLOAT32, false).div(4)),
                Nets.tanh(8, 1)));
    train("integers from a block", whole, step -> BATCH, x -> x);
    Block spectrum =
        first(
            list -> new NDList(list.head().rfft(4, 1)),
            first(list -> new NDList(list.head().abs()), Nets.tanh(8, 1)));
    train("complex numbers from a block", spectrum, step -> BATCH, x -> x);
    Block several =
        first(
            list -> new NDList(list.head().gt(0), list.head()),
            first(
                list -> new NDList(list.get(1).mul(list.get(0).toType(DataType.FLOAT32, false))),
                Nets.tanh(8, 1)));
    train("a mask and numbers from a block", several, step -> BATCH, x -> x);
  }

  private static NDArray nan(NDList like, Shape shape) {
    return like.head().getManager().full(shape, Float.NaN, DataType.FLOAT32);
  }

  private static Block first(Function<NDList, NDList> operation, Block net) {
    return new SequentialBlock().add(new LambdaBlock(operation, "first")).add(net);
  }

  /** How many samples a step has. */
  private interface Sizes {
    int at(int step);
  }

  private void train(String name, Block net, Sizes sizes, UnaryOperator<NDList> inputs) {
    net.setInitializer(
        new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 1), Parameter.Type.WEIGHT);
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.l2Loss())
            .optOptimizer(Nets.adam(0.01f))
            .optDevices(new Device[] {Device.cpu()});
    float last = Float.NaN;
    try (Model model = Nets.model(name, net);
        Trainer trainer = model.newTrainer(config)) {
      try (NDManager batch = trainer.getManager().newSubManager()) {
        NDList example = inputs.apply(new NDList(data.inputs(batch, 0, BATCH)));
        trainer.initialize(example.getShapes());
      }
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          int size = sizes.at(step);
          NDArray measured = data.inputs(batch, step, BATCH).get(":" + size);
          NDArray target = data.targets(batch, step, BATCH).get(":" + size);
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDArray out = trainer.forward(inputs.apply(new NDList(measured))).head();
            // A sum over no samples is 0, their mean would be NaN.
            loss = out.sub(target).square().sum().div(BATCH);
            gc.backward(loss);
          }
          trainer.step();
          last = size == 0 ? last : loss.getFloat();
        }
      }
    }
    Progress.line("%s: loss %.4f", name, last);
  }
}
