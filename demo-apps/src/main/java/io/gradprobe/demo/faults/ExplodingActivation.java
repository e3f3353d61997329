package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
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

/** A dropout that divides by the share it drops, not by the share it keeps: nine times too much. */
public final class ExplodingActivation {
  private static final int STEPS = 160;

  private ExplodingActivation() {}

  /** Trains; {@code --fixed} divides by the share that is kept. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.spring(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    SequentialBlock net = new SequentialBlock();
    for (int layer = 0; layer < 5; layer++) {
      net.add(Nets.linear(32)).add(Activation::relu).add(new Thinning(0.1f, fixed));
    }
    net.add(Nets.linear(3));
    Shape shape = new Shape(1, data.features());
    try (Model model = Nets.model("spring", net);
        Trainer trainer =
            Nets.trainer(model, Loss.softmaxCrossEntropyLoss(), Nets.adam(0.003f), shape)) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDList out = trainer.forward(x); // expect: exploding-activation 03Thinning
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

  /** Dropout: in training, sets a share of the values to 0 and scales the others up. */
  private static final class Thinning extends AbstractBlock {
    private final float rate;
    private final boolean byKept;

    Thinning(float rate, boolean byKept) {
      this.rate = rate;
      this.byKept = byKept;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      if (!training) {
        return inputs;
      }
      NDArray h = inputs.singletonOrThrow();
      NDArray kept = h.getManager().randomUniform(0, 1, h.getShape()).gte(rate);
      NDArray scale = kept.toType(DataType.FLOAT32, false).div(byKept ? 1 - rate : rate);
      return new NDList(h.mul(scale));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return inputs;
    }
  }
}
