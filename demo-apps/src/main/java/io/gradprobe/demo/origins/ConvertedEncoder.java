package io.gradprobe.demo.origins;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
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

/** Rounds what it has encoded to 16 bits: DJL gives no gradient through a conversion. */
public final class ConvertedEncoder {
  private static final int STEPS = 90;
  private static final DataType HALF = DataType.FLOAT16;

  private ConvertedEncoder() {}

  /** Trains; {@code --fixed} leaves the numbers as they are. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.projectile(args.seed(), 960);
    SequentialBlock net = new SequentialBlock().add(new Encoder(args.fixed())).add(Nets.linear(1));
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("projectile", net);
        Trainer trainer = Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.1f), new Shape(1, 4))) {
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

  private static final class Encoder extends AbstractBlock {
    private final Block linear = addChildBlock("in", Nets.linear(16));
    private final boolean exact;

    Encoder(boolean exact) {
      this.exact = exact;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray code = linear.forward(store, inputs, training).singletonOrThrow().tanh();
      return new NDList(exact ? code : rounded(code).toType(DataType.FLOAT32, false));
    }

    private static NDArray rounded(NDArray x) {
      return x.toType(HALF, false); // expect: missing-gradient 01Encoder_01in_weight from toType
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
