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

/** Takes the logarithm of a rate that nothing keeps above 0. */
public final class NonFiniteActivation {
  private static final int STEPS = 160;

  private NonFiniteActivation() {}

  /** Trains; {@code --fixed} sends the rate through a softplus first. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    SequentialBlock net =
        new SequentialBlock().add(Nets.linear(24)).add(Activation::tanh).add(new LogRate(fixed));
    net.setInitializer(
        new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 1), Parameter.Type.WEIGHT);
    try (Model model = Nets.model("projectile", net);
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.02f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDList out = trainer.forward(x);
            loss = trainer.getLoss().evaluate(y, out);
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** The logarithm of a rate that is linear in the input. */
  private static final class LogRate extends AbstractBlock {
    private final Block linear = addChildBlock("Linear", Nets.linear(1));
    private final boolean positive;

    LogRate(boolean positive) {
      this.positive = positive;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray rate = linear.forward(store, inputs, training).singletonOrThrow().add(3);
      NDArray kept = positive ? Activation.softPlus(rate) : rate;
      return new NDList(kept.log()); // expect: non-finite-activation 03LogRate from log
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
      linear.initialize(manager, type, inputs);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return linear.getOutputShapes(inputs);
    }
  }
}
