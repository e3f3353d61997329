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

/** A penalty for activity is summed where it should be averaged: it silences most hidden units. */
public final class DeadRelu {
  private static final int STEPS = 300;

  private DeadRelu() {}

  /** Trains; {@code --fixed} takes the mean activity. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    SparseNet net = new SparseNet(32);
    net.setInitializer(
        new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 1), Parameter.Type.WEIGHT);
    try (Model model = Nets.model("projectile", net);
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.02f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDArray y = data.targets(batch, step, 32);
          NDArray strength = batch.create(0.02f);
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDList out = trainer.forward(x); // expect: dead-relu SparseNet
            NDArray error = out.get(0).sub(y).square().mean();
            NDArray activity = fixed ? out.get(1).mean() : out.get(1).sum();
            loss = error.add(activity.mul(strength));
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** A net that hands out its hidden units next to its answer. */
  private static final class SparseNet extends AbstractBlock {
    private final Block hidden;
    private final Block answer;

    SparseNet(int units) {
      hidden = addChildBlock("Hidden", Nets.linear(units));
      answer = addChildBlock("Answer", Nets.linear(1));
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDList h = Activation.relu(hidden.forward(store, inputs, training));
      NDArray out = answer.forward(store, h, training).singletonOrThrow();
      return new NDList(out, h.singletonOrThrow());
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
      hidden.initialize(manager, type, inputs);
      answer.initialize(manager, type, hidden.getOutputShapes(inputs));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      Shape[] h = hidden.getOutputShapes(inputs);
      return new Shape[] {answer.getOutputShapes(h)[0], h[0]};
    }
  }
}
