package io.gradprobe.demo.origins;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.util.PairList;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Glyphs;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Scales hidden vectors to length 1, of which padding makes some zero: the root has no slope. */
public final class ZeroVectorLength {
  private static final int STEPS = 90;
  private static final int BATCH = 32;
  private static final int KINDS = 6;

  private ZeroVectorLength() {}

  /** Trains; {@code --fixed} adds a little under the root. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Glyphs.letters(args.seed(), 45 * BATCH - 12).padded(45 * BATCH);
    Progress progress = new Progress(STEPS);
    SequentialBlock net =
        new SequentialBlock()
            .add(Linear.builder().setUnits(24).optBias(false).build())
            .add(new UnitLength(args.fixed() ? 1e-6f : 0))
            .add(Nets.linear(KINDS));
    try (Model model = Nets.model("letters", net);
        Trainer trainer =
            Nets.trainer(
                model,
                Loss.softmaxCrossEntropyLoss(),
                Nets.adam(0.01f),
                new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDArray x = data.inputs(batch, step, BATCH);
          NDArray kinds = oneHot(batch, data, step);
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDArray out = trainer.forward(new NDList(x)).singletonOrThrow();
            loss = out.logSoftmax(1).mul(kinds).sum().div(-BATCH);
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** The classes of a batch; a row of zeros for padding, so that it counts nothing in the loss. */
  private static NDArray oneHot(NDManager manager, Samples data, int step) {
    float[] kinds = new float[BATCH * KINDS];
    for (int i = 0; i < BATCH; i++) {
      int kind = (int) data.target((step * BATCH + i) % data.size());
      if (kind >= 0) {
        kinds[i * KINDS + kind] = 1;
      }
    }
    return manager.create(kinds, new Shape(BATCH, KINDS));
  }

  /** Scales each row to length 1. */
  private static final class UnitLength extends AbstractBlock {
    private final float least;

    UnitLength(float least) {
      this.least = least;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray h = inputs.singletonOrThrow();
      NDArray square = h.square().sum(new int[] {1}, true).add(least);
      NDArray length = square.sqrt(); // expect: non-finite-gradient 01Linear_weight from sqrt
      return new NDList(h.div(length.add(1e-6f)));
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {}

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return inputs;
    }
  }
}
