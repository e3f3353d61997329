package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.util.PairList;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Glyphs;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/**
 * An auto-encoder that decodes with the encoder's own matrix, and has one linear layer that is run
 * twice in a row.
 */
public final class SharedWeights {
  private static final int STEPS = 160;
  private static final int CODE = 24;

  private SharedWeights() {}

  /** Trains on images of letters. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Glyphs.letters(args.seed(), 640);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("letters", new TiedAutoencoder(data.features()));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.003f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(x, trainer.forward(x));
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** Inputs and outputs of shape (N, features). */
  private static final class TiedAutoencoder extends AbstractBlock {
    private final Parameter weight;
    private final Parameter offset;
    private final Block twice = addChildBlock("twice", Nets.tanh(CODE));

    TiedAutoencoder(int features) {
      weight =
          addParameter(
              Parameter.builder()
                  .setName("weight")
                  .setType(Parameter.Type.WEIGHT)
                  .optShape(new Shape(CODE, features))
                  .build());
      offset =
          addParameter(
              Parameter.builder()
                  .setName("offset")
                  .setType(Parameter.Type.BIAS)
                  .optShape(new Shape(features))
                  .build());
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray x = inputs.singletonOrThrow();
      NDArray w = store.getValue(weight, x.getDevice(), training);
      NDArray b = store.getValue(offset, x.getDevice(), training);
      NDList code = new NDList(Linear.linear(x, w).singletonOrThrow().tanh());
      code = new NDList(twice.forward(store, code, training).head().tanh());
      code = new NDList(twice.forward(store, code, training).head().tanh());
      return new NDList(code.head().matMul(w).add(b));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      return inputShapes;
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
      twice.initialize(manager, type, new Shape(shapes[0].get(0), CODE));
    }
  }
}
