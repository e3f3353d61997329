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
import io.gradprobe.demo.support.Glyphs;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/**
 * Two heads on one trunk: which digit, and how much ink. First each step trains one of them in
 * turn, then both losses are summed.
 */
public final class MultiTask {
  private static final int STEPS = 200;
  private static final int ALTERNATING = 100;

  private MultiTask() {}

  /** Trains in two phases. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Glyphs.digits(args.seed(), 960);
    Loss which = Loss.softmaxCrossEntropyLoss();
    Loss much = Loss.l2Loss();
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("digits", new TwoHeads());
        Trainer trainer =
            Nets.trainer(model, which, Nets.adam(0.003f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDArray x = data.inputs(batch, step, 32);
          NDList digit = new NDList(data.targets(batch, step, 32));
          NDList ink = new NDList(x.mean(new int[] {1}, true).add(0.7f).mul(8));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDList out = trainer.forward(new NDList(x));
            NDList first = new NDList(out.get(0));
            NDList second = new NDList(out.get(1));
            if (step >= ALTERNATING) {
              loss = which.evaluate(digit, first).add(much.evaluate(ink, second));
            } else if (step % 2 == 0) {
              loss = which.evaluate(digit, first);
            } else {
              loss = much.evaluate(ink, second);
            }
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** From images (N, pixels) to logits (N, 10) and an amount of ink (N, 1). */
  private static final class TwoHeads extends AbstractBlock {
    private final Block trunk = addChildBlock("trunk", Nets.linear(32));
    private final Block digit = addChildBlock("digit", Nets.linear(10));
    private final Block ink = addChildBlock("ink", Nets.linear(1));

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDList hidden = Activation.tanh(trunk.forward(store, inputs, training));
      NDArray first = digit.forward(store, hidden, training).head();
      return new NDList(first, ink.forward(store, hidden, training).head());
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      long size = inputShapes[0].get(0);
      return new Shape[] {new Shape(size, 10), new Shape(size, 1)};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
      trunk.initialize(manager, type, shapes);
      digit.initialize(manager, type, trunk.getOutputShapes(shapes));
      ink.initialize(manager, type, trunk.getOutputShapes(shapes));
    }
  }
}
