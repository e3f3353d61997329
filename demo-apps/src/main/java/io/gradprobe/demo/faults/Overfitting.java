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
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.io.IOException;
import java.util.Arrays;

/** A model of forty features, four of which matter, learns the noise of a few samples by heart. */
public final class Overfitting {
  private static final int EPOCHS = 40;
  private static final int FEATURES = 40;

  private Overfitting() {}

  /** Trains; {@code --fixed} takes enough samples. */
  public static void main(String[] argv) throws IOException, TranslateException {
    Args args = Args.parse(argv);
    double[] influences = Arrays.copyOf(new double[] {.05, -.04, .03, -.05}, FEATURES);
    Samples all = Physics.force(args.seed(), 2080, 0, influences).standardised();
    Samples known = all.slice(0, args.fixed() ? 1440 : 48);
    Samples unseen = all.slice(1440, 2080);
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.l2Loss())
            .optOptimizer(Nets.adam(0.025f))
            .optDevices(new Device[] {Device.cpu()})
            .addTrainingListeners(TrainingListener.Defaults.basic());
    try (Model model = Nets.model("force", Nets.tanh(1));
        Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(1, FEATURES));
      ArrayDataset train = known.dataset(model.getNDManager(), 24, new Shape(FEATURES));
      ArrayDataset test = unseen.dataset(model.getNDManager(), 64, new Shape(FEATURES));
      EasyTrain.fit(trainer, EPOCHS, train, test); // expect: overfitting loss
      TrainingResult result = trainer.getTrainingResult();
      Progress.line("train: loss %.4f", result.getTrainLoss());
      Progress.line("validation: loss %.4f", result.getValidateLoss());
    }
  }
}
