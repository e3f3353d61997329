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
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.loss.Loss;
import ai.djl.util.PairList;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/**
 * Fine-tunes a frozen layer through a low-rank correction: of its two factors one starts at random,
 * the other at zero, so that the first gives no gradient and nothing changes at first.
 */
public final class LowRankAdapter {
  private static final int STEPS = 120;

  private LowRankAdapter() {}

  /** Learns how far a throw goes, then adapts to throws with another unit and another origin. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.projectile(args.seed(), 960);
    Block base = Nets.linear(24);
    Block head = Nets.linear(1);
    SequentialBlock plain = new SequentialBlock().add(base).add(Activation::tanh).add(head);
    SequentialBlock adapted =
        new SequentialBlock().add(new Adapter(base, 4)).add(Activation::tanh).add(head);
    Shape shape = new Shape(1, data.features());
    try (Model first = Nets.model("plain", plain);
        Model second = Nets.model("adapted", adapted)) {
      try (Trainer trainer = Nets.trainer(first, Loss.l2Loss(), Nets.adam(0.01f), shape)) {
        train(trainer, data, 1, 0);
      }
      base.freezeParameters(true);
      head.freezeParameters(true);
      try (Trainer trainer = Nets.trainer(second, Loss.l2Loss(), Nets.adam(0.01f), shape)) {
        train(trainer, data, 0.7f, 0.5f);
      }
    }
  }

  private static void train(Trainer trainer, Samples data, float factor, float offset) {
    Progress progress = new Progress(STEPS);
    for (int step = 0; step < STEPS; step++) {
      try (NDManager batch = trainer.getManager().newSubManager()) {
        NDList x = new NDList(data.inputs(batch, step, 32));
        NDList y = new NDList(data.targets(batch, step, 32).mul(factor).add(offset));
        NDArray loss;
        try (GradientCollector gc = trainer.newGradientCollector()) {
          loss = trainer.getLoss().evaluate(y, trainer.forward(x));
          gc.backward(loss);
        }
        trainer.step();
        progress.loss(step, loss);
      }
    }
    progress.done();
  }

  /** A linear layer plus the product of two thin matrices: (rank, in) and (out, rank). */
  private static final class Adapter extends AbstractBlock {
    private final Block base;
    private final Parameter down;
    private final Parameter up;
    private final int rank;

    Adapter(Block base, int rank) {
      this.base = addChildBlock("base", base);
      this.rank = rank;
      down = addParameter(weight("down"));
      up = addParameter(weight("up"));
      up.setInitializer(Initializer.ZEROS);
    }

    private static Parameter weight(String name) {
      return Parameter.builder().setName(name).setType(Parameter.Type.WEIGHT).build();
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray x = inputs.singletonOrThrow();
      NDArray a = store.getValue(down, x.getDevice(), training);
      NDArray b = store.getValue(up, x.getDevice(), training);
      NDArray change = Linear.linear(Linear.linear(x, a).head(), b).head();
      return new NDList(base.forward(store, inputs, training).head().add(change));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      return base.getOutputShapes(inputShapes);
    }

    @Override
    protected void prepare(Shape[] shapes) {
      down.setShape(new Shape(rank, shapes[0].get(1)));
      up.setShape(new Shape(base.getOutputShapes(shapes)[0].get(1), rank));
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
      base.initialize(manager, type, shapes);
    }
  }
}
