package io.gradprobe.demo.origins;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.translate.TranslateException;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import java.io.IOException;
import java.util.Random;

/** Takes the root of squared distances that are set to 0 within a tolerance. */
public final class ToleranceRoot {
  private static final int SAMPLES = 960;

  private ToleranceRoot() {}

  /** Trains; {@code --fixed} keeps the root away from 0. */
  public static void main(String[] argv) throws IOException, TranslateException {
    Args args = Args.parse(argv);
    float[][] drift = drift(args.seed());
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(new Distance(args.fixed()))
            .optOptimizer(Nets.adam(0.01f))
            .optDevices(new Device[] {Device.cpu()})
            .addTrainingListeners(TrainingListener.Defaults.basic());
    try (Model model = Nets.model("balloon", Nets.tanh(16, 2));
        Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(1, 3));
      ArrayDataset train =
          new ArrayDataset.Builder()
              .setData(model.getNDManager().create(drift[0], new Shape(SAMPLES, 3)))
              .optLabels(model.getNDManager().create(drift[1], new Shape(SAMPLES, 2)))
              .setSampling(32, false, true)
              .build();
      EasyTrain.fit(trainer, 4, train, null);
      Progress.line("train: loss %.4f", trainer.getTrainingResult().getTrainLoss());
    }
  }

  /** The wind at three heights, and where the balloon comes down. */
  private static float[][] drift(long seed) {
    Random random = new Random(seed);
    float[][] drift = {new float[SAMPLES * 3], new float[SAMPLES * 2]};
    for (int i = 0; i < SAMPLES; i++) {
      double low = random.nextGaussian();
      double middle = random.nextGaussian();
      double high = random.nextGaussian();
      drift[0][i * 3] = (float) low;
      drift[0][i * 3 + 1] = (float) middle;
      drift[0][i * 3 + 2] = (float) high;
      drift[1][i * 2] = (float) (0.7 * low + 0.5 * Math.tanh(middle));
      drift[1][i * 2 + 1] = (float) (0.6 * high - 0.4 * Math.tanh(low * middle));
    }
    return drift;
  }

  /** The mean distance from the place foretold; one of less than the tolerance counts as none. */
  private static final class Distance extends Loss {
    private static final float TOLERANCE = 0.1f;
    private final boolean smooth;

    Distance(boolean smooth) {
      super("Distance");
      this.smooth = smooth;
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      NDArray error = predictions.singletonOrThrow().sub(labels.singletonOrThrow());
      NDArray square = error.square().sum(new int[] {1});
      NDArray far = square.gt(TOLERANCE * TOLERANCE).toType(DataType.FLOAT32, false);
      NDArray counted = smooth ? square.mul(far).add(1e-6f) : square.mul(far);
      NDArray distance = counted.sqrt(); // expect: non-finite-gradient 01Linear_weight from sqrt
      return distance.mean();
    }
  }
}
