package io.gradprobe.demo.origins;

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
import io.gradprobe.demo.support.Glyphs;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.util.Arrays;

/** Divides each image by the deviation of its pixels, which is 0 for a blank one. */
public final class BlankRowDeviation {
  private static final int STEPS = 90;
  private static final int BLANK = 1300;

  private BlankRowDeviation() {}

  /** Trains; {@code --fixed} divides by 0.001 at least. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Glyphs.letters(args.seed(), 1600);
    Arrays.fill(data.row(BLANK), -1f);
    Progress progress = new Progress(STEPS);
    SequentialBlock net =
        new SequentialBlock()
            .add(new Contrast(args.fixed()))
            .add(Nets.linear(24))
            .add(Activation::tanh)
            .add(Nets.linear(6));
    Loss crossEntropy = Loss.softmaxCrossEntropyLoss();
    try (Model model = Nets.model("letters", net);
        Trainer trainer =
            Nets.trainer(model, crossEntropy, Nets.sgd(0.02f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = crossEntropy.evaluate(y, trainer.forward(x));
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** Brings the pixels of each image to mean 0 and deviation 1. */
  private static final class Contrast extends AbstractBlock {
    private static final int[] PIXELS = {1};
    private final boolean limited;

    Contrast(boolean limited) {
      this.limited = limited;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray image = inputs.singletonOrThrow();
      NDArray centred = image.sub(image.mean(PIXELS, true));
      NDArray deviation = centred.square().mean(PIXELS, true).sqrt();
      if (limited) {
        deviation = deviation.maximum(0.001f);
      }
      NDArray scaled = centred.div(deviation); // expect: non-finite-activation 01Contrast from div
      return new NDList(scaled);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {}

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return inputs;
    }
  }
}
