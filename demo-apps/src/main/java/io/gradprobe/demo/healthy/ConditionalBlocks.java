package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.util.PairList;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.util.Random;

/**
 * Three kinds of data share a trunk; each batch is of one kind and goes through its branch only.
 */
public final class ConditionalBlocks {
  private static final int STEPS = 240;

  private ConditionalBlocks() {}

  /** Trains on batches of a random kind. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples[] kinds = {
      Physics.projectile(args.seed(), 640),
      Physics.projectile(args.seed() + 1, 640),
      Physics.projectile(args.seed() + 2, 640),
    };
    float[] sign = {1, -1, 0.5f};
    Random random = new Random(args.seed());
    Progress progress = new Progress(STEPS);
    Branches net = new Branches();
    try (Model model = Nets.model("branches", net);
        Trainer trainer = Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.01f), new Shape(1, 4))) {
      for (int step = 0; step < STEPS; step++) {
        int kind = random.nextInt(kinds.length);
        net.choose(kind);
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(kinds[kind].inputs(batch, step, 32));
          NDList y = new NDList(kinds[kind].targets(batch, step, 32).mul(sign[kind]));
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

  /** A trunk and three branches, of which one is in use at a time. */
  private static final class Branches extends AbstractBlock {
    private final Block trunk = addChildBlock("trunk", Nets.linear(24));
    private final Block[] branches = {
      addChildBlock("first", Nets.tanh(8, 1)),
      addChildBlock("second", Nets.tanh(8, 1)),
      addChildBlock("third", Nets.tanh(8, 1)),
    };
    private int chosen;

    void choose(int branch) {
      chosen = branch;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDList hidden = Activation.tanh(trunk.forward(store, inputs, training));
      return branches[chosen].forward(store, hidden, training);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      return branches[chosen].getOutputShapes(trunk.getOutputShapes(inputShapes));
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
      trunk.initialize(manager, type, shapes);
      for (Block branch : branches) {
        branch.initialize(manager, type, trunk.getOutputShapes(shapes));
      }
    }
  }
}
