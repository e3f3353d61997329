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
import ai.djl.training.dataset.ArrayDataset;
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

/** Doubles a sigmoid gate in place, which backward needs as it was: it throws. */
public final class GateScaledInPlace {
  private GateScaledInPlace() {}

  /** Trains; {@code --fixed} doubles a copy. */
  public static void main(String[] argv) throws IOException, TranslateException {
    Args args = Args.parse(argv);
    Samples data = Physics.pendulum(args.seed(), 960);
    SequentialBlock net =
        new SequentialBlock().add(Nets.linear(16)).add(new Gate(args.fixed())).add(Nets.linear(1));
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.l2Loss())
            .optOptimizer(Nets.adam(0.01f))
            .optDevices(new Device[] {Device.cpu()})
            .addTrainingListeners(TrainingListener.Defaults.basic());
    try (Model model = Nets.model("pendulum", net);
        Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(1, data.features()));
      ArrayDataset train = data.dataset(model.getNDManager(), 32, new Shape(data.features()));
      EasyTrain.fit(trainer, 4, train, null);
      Progress.line("train: loss %.4f", trainer.getTrainingResult().getTrainLoss());
    }
  }

  /** Multiplies each unit by 0 to 2. */
  private static final class Gate extends AbstractBlock {
    private final Block linear = addChildBlock("Linear", Nets.linear(16));
    private final boolean copied;

    Gate(boolean copied) {
      this.copied = copied;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray open = Activation.sigmoid(linear.forward(store, inputs, training)).head();
      if (copied) {
        open = open.mul(2);
      } else {
        open.muli(2); // expect: in-place-modification loss from muli
      }
      return new NDList(inputs.head().mul(open));
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
      linear.initialize(manager, type, inputs);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return inputs;
    }
  }
}
