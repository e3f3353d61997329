package io.gradprobe.demo.faults;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingResult;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.translate.TranslateException;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.io.IOException;
import java.util.Random;

/** The year of building stands as it is among standardised features of a house. */
public final class UnscaledInput {
  private static final int BATCH = 32;
  private static final int FEATURES = 5;

  private UnscaledInput() {}

  /** Trains; {@code --fixed} standardises the year too. */
  public static void main(String[] argv) throws IOException, TranslateException {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = houses(args.seed(), 1088, fixed);
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.l2Loss())
            .optOptimizer(Nets.adam(0.01f))
            .optDevices(new Device[] {Device.cpu()})
            .addTrainingListeners(TrainingListener.Defaults.basic());
    Shape house = new Shape(FEATURES);
    try (Model model = Nets.model("houses", Nets.tanh(24, 1));
        Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(1, FEATURES));
      ArrayDataset train = data.slice(0, 960).dataset(model.getNDManager(), BATCH, house);
      ArrayDataset test = data.slice(960, 1088).dataset(model.getNDManager(), BATCH, house);
      EasyTrain.fit(trainer, 5, train, test); // expect: unscaled-input input[3]
      TrainingResult result = trainer.getTrainingResult();
      Progress.line("train: loss %.4f", result.getTrainLoss());
      Progress.line("validation: loss %.4f", result.getValidateLoss());
    }
  }

  /** Area, rooms, distance, year and noise of houses, with their price. */
  private static Samples houses(long seed, int count, boolean fixed) {
    Random random = new Random(seed);
    float[][] x = new float[count][FEATURES];
    float[] y = new float[count];
    for (int i = 0; i < count; i++) {
      double price = 0.1 * random.nextGaussian();
      for (int f = 0; f < FEATURES; f++) {
        double feature = random.nextGaussian();
        price += feature * (f % 2 == 0 ? 0.5 : -0.3);
        x[i][f] = (float) feature;
      }
      double age = x[i][3];
      x[i][3] = (float) (fixed ? age : 1985 + 20 * age);
      y[i] = (float) price;
    }
    return Samples.regression(x, y);
  }
}
