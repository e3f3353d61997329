package io.gradprobe.demo.origins;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
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
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.io.IOException;

/** Finishes the loss in Java, where arrays have no such function: backward throws. */
public final class LossFromNumber {
  private LossFromNumber() {}

  /** Trains; {@code --fixed} composes the function of arrays. */
  public static void main(String[] argv) throws IOException, TranslateException {
    Args args = Args.parse(argv);
    Samples data = Physics.projectile(args.seed(), 960);
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(new LogError(args.fixed()))
            .optOptimizer(Nets.adam(0.01f))
            .optDevices(new Device[] {Device.cpu()})
            .addTrainingListeners(TrainingListener.Defaults.basic());
    try (Model model = Nets.model("projectile", Nets.tanh(16, 1));
        Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(1, data.features()));
      ArrayDataset train = data.dataset(model.getNDManager(), 32, new Shape(data.features()));
      EasyTrain.fit(trainer, 4, train, null);
      Progress.line("train: loss %.4f", trainer.getTrainingResult().getTrainLoss());
    }
  }

  /** The logarithm of one plus the mean error. */
  private static final class LogError extends Loss {
    private final boolean attached;

    LogError(boolean attached) {
      super("LogError");
      this.attached = attached;
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      NDArray target = labels.singletonOrThrow();
      NDArray out = predictions.singletonOrThrow();
      NDArray mean = out.reshape(target.getShape()).sub(target).abs().mean();
      if (attached) {
        return mean.add(1).log();
      }
      NDManager manager = mean.getManager();
      return manager.create(log1p(mean.getFloat())); // expect: cut-graph loss from getFloat
    }

    private static float log1p(float value) {
      return (float) Math.log1p(value);
    }
  }
}
