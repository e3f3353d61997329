package io.gradprobe.demo.origins;

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
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.util.PairList;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Adds the gate of a gated linear unit to its block and forgets to call it. */
public final class GateNotCalled {
  private static final int STEPS = 120;

  private GateNotCalled() {}

  /** Trains; {@code --fixed} calls the gate. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.pendulum(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    SequentialBlock net = new SequentialBlock().add(new Glu(args.fixed())).add(Nets.linear(1));
    try (Model model = Nets.model("pendulum", net);
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.05f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** A linear layer times the sigmoid of another one. */
  private static final class Glu extends AbstractBlock {
    private final Block value;
    private final Block gate;
    private final boolean gated;

    Glu(boolean gated) {
      this.gated = gated;
      Block own = Nets.linear(16);
      value = addChildBlock("value", Nets.linear(16));
      gate = addChildBlock("gate", own); // expect: missing-gradient 01Glu_02gate_weight from unused
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray out = value.forward(store, inputs, training).singletonOrThrow();
      if (gated) {
        NDList open = Activation.sigmoid(gate.forward(store, inputs, training));
        out = out.mul(open.singletonOrThrow());
      }
      return new NDList(out);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
      value.initialize(manager, type, inputs);
      gate.initialize(manager, type, inputs);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return value.getOutputShapes(inputs);
    }
  }
}
