package io.gradprobe.demo.healthy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingResult;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.translate.TranslateException;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.io.IOException;

/** Fits twice with one trainer, and then again with a second, slower one on the same model. */
public final class SecondFit {
  private static final int BATCH = 32;

  private SecondFit() {}

  /** Trains three times, a few epochs each. */
  public static void main(String[] argv) throws IOException, TranslateException {
    Args args = Args.parse(argv);
    Samples samples = Physics.spring(args.seed(), 960);
    try (Model model = Nets.model("spring", Nets.relu(24, 3))) {
      Shape row = new Shape(samples.features());
      Dataset data = samples.slice(0, 800).dataset(model.getNDManager(), BATCH, row);
      Dataset test = samples.slice(800, 960).dataset(model.getNDManager(), BATCH, row);
      try (Trainer trainer = model.newTrainer(config(Nets.sgd(0.2f)))) {
        trainer.initialize(new Shape(1, samples.features()));
        EasyTrain.fit(trainer, 2, data, test);
        print("first fit", trainer);
        EasyTrain.fit(trainer, 2, data, test);
        print("second fit", trainer);
      }
      try (Trainer trainer = model.newTrainer(config(Nets.sgd(0.02f)))) {
        trainer.initialize(new Shape(1, samples.features()));
        EasyTrain.fit(trainer, 2, data, test);
        print("second trainer", trainer);
      }
    }
  }

  private static DefaultTrainingConfig config(Optimizer optimizer) {
    return new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
        .optOptimizer(optimizer)
        .addEvaluator(new Accuracy())
        .optDevices(new Device[] {Device.cpu()})
        .addTrainingListeners(TrainingListener.Defaults.basic());
  }

  private static void print(String what, Trainer trainer) {
    TrainingResult result = trainer.getTrainingResult();
    Progress.line(
        "%s: train %.4f validation %.4f accuracy %.4f",
        what,
        result.getTrainLoss(),
        result.getValidateLoss(),
        result.getValidateEvaluation("Accuracy"));
  }
}
