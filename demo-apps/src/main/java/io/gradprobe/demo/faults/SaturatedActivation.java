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
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.initializer.XavierInitializer.FactorType;
import ai.djl.training.initializer.XavierInitializer.RandomType;
import ai.djl.training.loss.Loss;
import ai.djl.util.PairList;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Divides by a running deviation that only ever decays, so that tanh is driven to its ends. */
public final class SaturatedActivation {
  private static final int STEPS = 300;

  private SaturatedActivation() {}

  /** Trains; {@code --fixed} adds each batch to the running mean of the squares. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    SequentialBlock net = new SequentialBlock().add(new ScaledTanh(32, fixed)).add(Nets.linear(1));
    net.setInitializer(
        new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 1), Parameter.Type.WEIGHT);
    try (Model model = Nets.model("projectile", net);
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.01f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDList out = trainer.forward(x); // expect: saturated-activation 01ScaledTanh
            loss = trainer.getLoss().evaluate(y, out);
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** A linear layer whose output is brought to deviation 1 before tanh. */
  private static final class ScaledTanh extends AbstractBlock {
    private static final float MOMENTUM = 0.9f;
    private final Block linear;
    private final boolean updated;
    private float meanSquare = 1;

    ScaledTanh(int units, boolean updated) {
      linear = addChildBlock("Linear", Nets.linear(units));
      this.updated = updated;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray h = linear.forward(store, inputs, training).singletonOrThrow();
      if (training) {
        meanSquare *= MOMENTUM;
        if (updated) {
          meanSquare += (1 - MOMENTUM) * h.stopGradient().square().mean().getFloat();
        }
      }
      NDArray deviation = h.getManager().create((float) Math.sqrt(meanSquare) + 1e-3f);
      return new NDList(Activation.tanh(h.div(deviation)));
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
      linear.initialize(manager, type, inputs);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return linear.getOutputShapes(inputs);
    }
  }
}
