package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.PairList;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** A spare head is not used yet, but AdamW's weight decay eats it away. */
public final class DecayWithoutGradient {
  private static final int STEPS = 120;

  private DecayWithoutGradient() {}

  /** Trains; {@code --fixed} freezes the head until it is used. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.spring(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    Optimizer adamw = Optimizer.adamW().optLearningRateTracker(Tracker.fixed(0.01f)).build();
    TwoHeads net = new TwoHeads();
    try (Model model = Nets.model("spring", net);
        Trainer trainer =
            Nets.trainer(model, Loss.softmaxCrossEntropyLoss(), adamw, new Shape(1, 3))) {
      if (args.fixed()) {
        net.spare.freezeParameters(true);
      }
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss);
          }
          trainer.step(); // expect: decay-without-gradient 03spare_weight
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** A trunk with a head in use and one for later. */
  private static final class TwoHeads extends AbstractBlock {
    final Block trunk = addChildBlock("trunk", Nets.linear(24));
    final Block head = addChildBlock("head", Nets.linear(3));
    final Block spare = addChildBlock("spare", Nets.linear(5));

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDList hidden = Activation.relu(trunk.forward(store, inputs, training));
      return head.forward(store, hidden, training);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      return head.getOutputShapes(trunk.getOutputShapes(inputShapes));
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
      trunk.initialize(manager, type, shapes);
      Shape[] hidden = trunk.getOutputShapes(shapes);
      head.initialize(manager, type, hidden);
      spare.initialize(manager, type, hidden);
    }
  }
}
