package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.initializer.XavierInitializer.FactorType;
import ai.djl.training.initializer.XavierInitializer.RandomType;
import ai.djl.training.loss.Loss;
import ai.djl.util.PairList;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** A softmax over a single unit: the chance of success is 1 for everybody. */
public final class DegenerateOutputOneUnit {
  private static final int STEPS = 150;

  private DegenerateOutputOneUnit() {}

  /** Trains; {@code --fixed} takes the sigmoid. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    SequentialBlock net =
        new SequentialBlock().add(Nets.linear(24)).add(Activation::tanh).add(new Heads(fixed));
    net.setInitializer(
        new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 1), Parameter.Type.WEIGHT);
    try (Model model = Nets.model("projectile", net);
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.01f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDArray range = data.targets(batch, step, 32);
          NDArray reached = range.gt(0).toType(DataType.FLOAT32, false);
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDList out = trainer.forward(x);
            NDArray distance = out.get(0).sub(range).square().mean();
            loss = distance.add(out.get(1).sub(reached).square().mean());
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** The range of a throw, and the chance that it reaches the mark. */
  private static final class Heads extends AbstractBlock {
    private final Block range = addChildBlock("Range", Nets.linear(1));
    private final Block chance = addChildBlock("Chance", Nets.linear(1));
    private final boolean sigmoid;

    Heads(boolean sigmoid) {
      this.sigmoid = sigmoid;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray metres = range.forward(store, inputs, training).singletonOrThrow();
      NDArray score = chance.forward(store, inputs, training).singletonOrThrow();
      if (sigmoid) {
        return new NDList(metres, Activation.sigmoid(score));
      }
      NDArray share = score.softmax(-1); // expect: degenerate-output 03Heads
      return new NDList(metres, share);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
      range.initialize(manager, type, inputs);
      chance.initialize(manager, type, inputs);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return new Shape[] {range.getOutputShapes(inputs)[0], chance.getOutputShapes(inputs)[0]};
    }
  }
}
