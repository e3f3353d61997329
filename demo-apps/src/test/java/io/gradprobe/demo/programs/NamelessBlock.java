package io.gradprobe.demo.programs;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.util.PairList;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Samples;

/** The whole model is a block of an anonymous class, which takes one softmax too many. */
public final class NamelessBlock {
  private static final int BATCH = 16;
  private static final int CLASSES = 3;

  private NamelessBlock() {}

  /** Trains. */
  public static void main(String[] argv) {
    Samples data = Physics.spring(Args.parse(argv).seed(), 320);
    Block net =
        new AbstractBlock() {
          private final Block inner = addChildBlock("inner", Nets.tanh(8, CLASSES));

          @Override
          protected NDList forwardInternal(
              ParameterStore store, NDList in, boolean training, PairList<String, Object> params) {
            return new NDList(inner.forward(store, in, training).head().softmax(1));
          }

          @Override
          public Shape[] getOutputShapes(Shape[] shapes) {
            return new Shape[] {new Shape(shapes[0].get(0), CLASSES)};
          }

          @Override
          protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
            inner.initialize(manager, type, shapes);
          }
        };
    try (Model model = Nets.model("nameless", net);
        Trainer trainer =
            Nets.trainer(
                model,
                Loss.softmaxCrossEntropyLoss(),
                Nets.adam(0.01f),
                new Shape(1, data.features()))) {
      for (int step = 0; step < 20; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, BATCH));
          NDList y = new NDList(data.targets(batch, step, BATCH));
          try (GradientCollector gc = trainer.newGradientCollector()) {
            gc.backward(trainer.getLoss().evaluate(y, trainer.forward(x)));
          }
          trainer.step();
        }
      }
    }
  }
}
