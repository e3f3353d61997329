package io.gradprobe.demo.origins;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.translate.TranslateException;
import ai.djl.util.PairList;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.io.IOException;
import java.util.Random;

/** Takes a variance as the difference of two moments, which rounding makes negative. */
public final class NegativeVariance {
  private static final int LENGTH = 12;

  private NegativeVariance() {}

  /** Trains; {@code --fixed} takes the larger of the variance and 0. */
  public static void main(String[] argv) throws IOException, TranslateException {
    Args args = Args.parse(argv);
    Samples data = vibrations(args.seed(), 960);
    SequentialBlock net =
        new SequentialBlock()
            .add(new Levelled(args.fixed()))
            .add(Nets.linear(16))
            .add(Activation::tanh)
            .add(Nets.linear(1));
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.l2Loss())
            .optOptimizer(Nets.adam(0.01f))
            .optDevices(new Device[] {Device.cpu()})
            .addTrainingListeners(TrainingListener.Defaults.basic());
    try (Model model = Nets.model("vibrations", net);
        Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(1, LENGTH));
      ArrayDataset train = data.dataset(model.getNDManager(), 32, new Shape(LENGTH));
      EasyTrain.fit(trainer, 4, train, null);
      Progress.line("train: loss %.4f", trainer.getTrainingResult().getTrainLoss());
    }
  }

  /** The frequency of vibrations of any level and strength; some sensors are stuck near the end. */
  private static Samples vibrations(long seed, int count) {
    Random random = new Random(seed);
    float[][] x = new float[count][LENGTH];
    float[] y = new float[count];
    for (int i = 0; i < count; i++) {
      boolean stuck = i > 640 && i % 16 == 0;
      double level = random.nextGaussian();
      double strength = stuck ? 0 : 0.5 + random.nextDouble();
      y[i] = stuck ? 0 : (float) (2 * random.nextDouble() - 1);
      for (int t = 0; t < LENGTH; t++) {
        x[i][t] = (float) (level + strength * Math.sin((0.6 + 0.3 * y[i]) * t));
      }
    }
    return Samples.regression(x, y);
  }

  /** Brings each row to mean 0 and deviation 1. */
  private static final class Levelled extends AbstractBlock {
    private static final int[] ROW = {1};
    private final boolean clamped;

    Levelled(boolean clamped) {
      this.clamped = clamped;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray x = inputs.singletonOrThrow();
      NDArray mean = x.mean(ROW, true);
      NDArray variance = x.square().mean(ROW, true).sub(mean.square());
      if (clamped) {
        variance = variance.maximum(0);
      }
      NDArray scale = variance.sqrt(); // expect: non-finite-activation 01Levelled from sqrt
      return new NDList(x.sub(mean).div(scale.add(0.01f)));
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {}

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return inputs;
    }
  }
}
