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
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingResult;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.translate.TranslateException;
import ai.djl.util.PairList;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.io.IOException;

/** Detaches the hidden units inside of a block, which was once meant for a trained encoder. */
public final class DetachedEncoder {
  private DetachedEncoder() {}

  /** Trains; {@code --fixed} leaves the units attached. */
  public static void main(String[] argv) throws IOException, TranslateException {
    Args args = Args.parse(argv);
    Samples data = Physics.spring(args.seed(), 960);
    SequentialBlock net =
        new SequentialBlock()
            .add(new Encoder(args.fixed()))
            .add(Activation::tanh)
            .add(Nets.linear(3));
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .optOptimizer(Nets.sgd(0.1f))
            .addEvaluator(new Accuracy())
            .optDevices(new Device[] {Device.cpu()})
            .addTrainingListeners(TrainingListener.Defaults.basic());
    try (Model model = Nets.model("spring", net);
        Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(1, data.features()));
      ArrayDataset train = data.dataset(model.getNDManager(), 32, new Shape(data.features()));
      EasyTrain.fit(trainer, 4, train, null);
      TrainingResult result = trainer.getTrainingResult();
      Progress.line("train: loss %.4f", result.getTrainLoss());
      Progress.line("result: accuracy %.4f", result.getTrainEvaluation("Accuracy"));
    }
  }

  /** Two layers. */
  private static final class Encoder extends AbstractBlock {
    private final Block low = addChildBlock("low", Nets.linear(24));
    private final Block high = addChildBlock("high", Nets.linear(16));
    private final boolean attached;

    Encoder(boolean attached) {
      this.attached = attached;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray h = low.forward(store, inputs, training).singletonOrThrow();
      h = h.tanh();
      if (!attached) {
        h = h.stopGradient(); // expect: missing-gradient 01Encoder_01low_weight from stopGradient
      }
      return high.forward(store, new NDList(h), training);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
      low.initialize(manager, type, inputs);
      high.initialize(manager, type, low.getOutputShapes(inputs));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return high.getOutputShapes(low.getOutputShapes(inputs));
    }
  }
}
