package io.gradprobe.demo.programs;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.translate.TranslateException;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Samples;
import java.io.IOException;

/**
 * Three epochs of 20 steps in a hand-written loop, each followed by a pass over other data for
 * validation; prints the validation loss of each.
 */
public final class OwnValidation {
  private OwnValidation() {}

  /** Trains. */
  public static void main(String[] argv) throws IOException, TranslateException {
    Samples all = Physics.pendulum(Args.parse(argv).seed(), 480);
    Shape features = new Shape(all.features());
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.l2Loss())
            .optOptimizer(Nets.sgd(0.05f))
            .optDevices(new Device[] {Device.cpu()})
            .addTrainingListeners(TrainingListener.Defaults.basic());
    try (Model model = Nets.model("validated", Nets.tanh(16, 1));
        Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(1, all.features()));
      ArrayDataset train = all.slice(0, 320).dataset(model.getNDManager(), 16, features);
      ArrayDataset test = all.slice(320, 480).dataset(model.getNDManager(), 32, features);
      for (int epoch = 0; epoch < 3; epoch++) {
        for (Batch batch : trainer.iterateDataset(train)) {
          EasyTrain.trainBatch(trainer, batch);
          trainer.step();
          batch.close();
        }
        for (Batch batch : trainer.iterateDataset(test)) {
          EasyTrain.validateBatch(trainer, batch);
          batch.close();
        }
        trainer.notifyListeners(listener -> listener.onEpoch(trainer));
        System.out.println(trainer.getTrainingResult().getValidateLoss());
      }
    }
  }
}
