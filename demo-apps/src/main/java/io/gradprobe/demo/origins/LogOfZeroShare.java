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

/** Takes the logarithm of shares of votes, some of which are 0 where a vote is unanimous. */
public final class LogOfZeroShare {
  private static final int SAMPLES = 960;
  private static final int KINDS = 3;

  private LogOfZeroShare() {}

  /** Trains; {@code --fixed} keeps the shares above 0. */
  public static void main(String[] argv) throws IOException, TranslateException {
    Args args = Args.parse(argv);
    Samples data = Physics.spring(args.seed(), SAMPLES);
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(new KullbackLeibler(args.fixed()))
            .optOptimizer(Nets.adam(0.01f))
            .optDevices(new Device[] {Device.cpu()})
            .addTrainingListeners(TrainingListener.Defaults.basic());
    try (Model model = Nets.model("spring", Nets.tanh(16, KINDS));
        Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(1, data.features()));
      NDManager manager = model.getNDManager();
      ArrayDataset train =
          new ArrayDataset.Builder()
              .setData(data.inputs(manager, 0, SAMPLES))
              .optLabels(votes(manager, data))
              .setSampling(32, false, true)
              .build();
      EasyTrain.fit(trainer, 4, train, null);
      Progress.line("train: loss %.4f", trainer.getTrainingResult().getTrainLoss());
    }
  }

  /** The shares of votes for each kind; the last third of the samples had one voter each. */
  private static NDArray votes(NDManager manager, Samples data) {
    float[] shares = new float[SAMPLES * KINDS];
    for (int i = 0; i < SAMPLES; i++) {
      float other = i < 640 ? 0.05f : 0;
      for (int kind = 0; kind < KINDS; kind++) {
        boolean elected = kind == data.target(i);
        shares[i * KINDS + kind] = elected ? 1 - (KINDS - 1) * other : other;
      }
    }
    return manager.create(shares, new Shape(SAMPLES, KINDS));
  }

  /** How far the model's distribution is from the labels'. */
  private static final class KullbackLeibler extends Loss {
    private final boolean positive;

    KullbackLeibler(boolean positive) {
      super("KullbackLeibler");
      this.positive = positive;
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      NDArray shares = labels.singletonOrThrow();
      NDArray believed = predictions.singletonOrThrow().logSoftmax(1);
      NDArray known = positive ? shares.maximum(1e-6f) : shares;
      NDArray voted = known.log(); // expect: non-finite-loss loss from log
      NDArray divergence = shares.mul(voted.sub(believed));
      return divergence.sum(new int[] {1}).mean();
    }
  }
}
