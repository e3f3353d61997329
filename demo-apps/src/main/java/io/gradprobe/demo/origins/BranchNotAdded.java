package io.gradprobe.demo.origins;

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

/** Adds a branch to the trunk of a residual block and throws the sum away. */
public final class BranchNotAdded {
  private static final int STEPS = 120;

  private BranchNotAdded() {}

  /** Trains; {@code --fixed} goes on with the sum. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    SequentialBlock net = new SequentialBlock().add(new Residual(args.fixed())).add(Nets.linear(1));
    net.setInitializer(
        new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 1), Parameter.Type.WEIGHT);
    try (Model model = Nets.model("projectile", net);
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.05f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** A layer and a second one beside it. */
  private static final class Residual extends AbstractBlock {
    private static final int UNITS = 16;
    private final Block trunk = addChildBlock("trunk", Nets.linear(UNITS));
    private final Block branch = addChildBlock("branch", Nets.linear(UNITS));
    private final boolean kept;

    Residual(boolean kept) {
      this.kept = kept;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDList h = Activation.tanh(trunk.forward(store, inputs, training));
      NDArray main = h.singletonOrThrow();
      NDArray side = Activation.tanh(branch.forward(store, h, training)).singletonOrThrow();
      NDArray sum = main.add(side); // expect: missing-gradient 01Residual_02branch_weight from add
      return new NDList(kept ? sum : main);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
      trunk.initialize(manager, type, inputs);
      branch.initialize(manager, type, trunk.getOutputShapes(inputs));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return trunk.getOutputShapes(inputs);
    }
  }
}
