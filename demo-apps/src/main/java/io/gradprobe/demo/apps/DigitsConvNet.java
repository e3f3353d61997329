package io.gradprobe.demo.apps;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingResult;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.translate.TranslateException;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Glyphs;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.RealData;
import io.gradprobe.demo.support.Samples;
import java.io.IOException;

/**
 * A convolutional net with batch-norm and dropout that learns digits through {@code EasyTrain}; two
 * of its faults come from a loss of its own, one from a bad pixel.
 */
public final class DigitsConvNet {
  private static final int BATCH = 32;

  private DigitsConvNet() {}

  /** Trains for {@code --epochs} epochs, on {@code --data} where it is given. */
  public static void main(String[] argv) throws IOException, TranslateException {
    Args args = Args.parse(argv);
    String fault = args.fault("non-finite-loss", "non-finite-gradient", "non-finite-input");
    int epochs = args.number("epochs", 3);
    Samples all =
        args.data("") == null
            ? Glyphs.digits(args.seed(), 1120)
            : RealData.digits(args.data("usps-digits.txt.gz")).shuffled(args.seed()).slice(0, 1120);
    if (fault.equals("non-finite-input")) {
      all.row(20 * BATCH + 7)[40] = Float.NaN;
    }
    Samples known = all.slice(0, 960);
    if (fault.equals("non-finite-gradient")) {
      known = all.slice(0, 955).padded(960);
    }
    Loss loss = loss(fault);
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(loss)
            .optOptimizer(Nets.adam(0.005f))
            .addEvaluator(new Accuracy())
            .optDevices(new Device[] {Device.cpu()})
            .addTrainingListeners(TrainingListener.Defaults.basic());
    try (Model model = Nets.model("digits", net());
        Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(1, 1, Glyphs.SIDE, Glyphs.SIDE));
      Shape image = new Shape(1, Glyphs.SIDE, Glyphs.SIDE);
      ArrayDataset train = known.dataset(model.getNDManager(), BATCH, image);
      ArrayDataset test = all.slice(960, 1120).dataset(model.getNDManager(), BATCH, image);
      // the three branches do the same, so that each fault has a line of its own
      if (fault.equals("non-finite-gradient")) {
        EasyTrain.fit(trainer, epochs, train, test);
      } else if (fault.equals("non-finite-input")) {
        EasyTrain.fit(trainer, epochs, train, test); // expect: non-finite-input input
      } else {
        EasyTrain.fit(trainer, epochs, train, test);
      }
      TrainingResult result = trainer.getTrainingResult();
      Progress.line("train: loss %.4f", result.getTrainLoss());
      Progress.line("validation: loss %.4f", result.getValidateLoss());
      Progress.line("result: accuracy %.4f", result.getValidateEvaluation("Accuracy"));
    }
  }

  private static Block net() {
    return new SequentialBlock()
        .add(Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(8).build())
        .add(BatchNorm.builder().build())
        .add(Activation::relu)
        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(16).build())
        .add(BatchNorm.builder().build())
        .add(Activation::relu)
        .add(Blocks.batchFlattenBlock())
        .add(Dropout.builder().optRate(0.2f).build())
        .add(Nets.linear(10));
  }

  private static Loss loss(String fault) {
    return switch (fault) {
      case "non-finite-loss" -> new RectifiedLoss();
      case "non-finite-gradient" -> new DistanceLoss();
      default -> Loss.softmaxCrossEntropyLoss();
    };
  }

  /** The cross entropy of shares made by a ReLU, each of which may be exactly 0. */
  private static final class RectifiedLoss extends Loss {
    RectifiedLoss() {
      super("RectifiedLoss");
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      NDArray positive = Activation.relu(predictions.singletonOrThrow().add(5));
      NDArray share = positive.div(positive.sum(new int[] {1}, true).add(1e-6f));
      NDArray wanted = labels.singletonOrThrow().toType(DataType.INT64, false).expandDims(1);
      NDArray mine = share.gather(wanted, 1);
      NDArray logarithm = mine.log(); // expect: non-finite-loss loss from log
      return logarithm.neg().mean();
    }
  }

  /** The distance of each answer from its one-hot target; images of class -1 do not count. */
  private static final class DistanceLoss extends Loss {
    DistanceLoss() {
      super("DistanceLoss");
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      NDArray label = labels.singletonOrThrow();
      NDArray counts = label.gte(0).toType(DataType.FLOAT32, false).expandDims(1);
      NDArray wanted = label.maximum(0).toType(DataType.INT64, false).oneHot(10);
      NDArray error = predictions.singletonOrThrow().softmax(1).sub(wanted).mul(counts);
      NDArray square = error.square().sum(new int[] {1});
      NDArray distance = square.sqrt(); // expect: non-finite-gradient 01Conv2d_weight from sqrt
      return distance.mean();
    }
  }
}
