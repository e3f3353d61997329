package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Embedding;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import ai.djl.util.PairList;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Texts;
import java.util.Random;

/**
 * Predicts the next sign of a text from token ids (32-bit integers) and a boolean mask; trained
 * with labels of shape (N, 1) first, and with one-hot labels by a second trainer.
 */
public final class IntegerInputs {
  private static final int STEPS = 120;
  private static final int BATCH = 64;
  private static final int CONTEXT = 4;
  private static final int SIGNS = Texts.ALPHABET.length();

  private IntegerInputs() {}

  /** Trains twice. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    int[] text = Texts.encode(Texts.corpus());
    Random random = new Random(args.seed());
    try (Model model = Nets.model("signs", new Net())) {
      Loss sparse = Loss.softmaxCrossEntropyLoss();
      train(model, sparse, false, text, random);
      Loss dense = new SoftmaxCrossEntropyLoss("OneHot", 1, -1, false, true);
      train(model, dense, true, text, random);
    }
  }

  private static void train(Model model, Loss loss, boolean oneHot, int[] text, Random random) {
    Progress progress = new Progress(STEPS);
    Shape shape = new Shape(BATCH, CONTEXT);
    try (Trainer trainer = Nets.trainer(model, loss, Nets.adam(0.01f), shape)) {
      for (int step = 0; step < STEPS; step++) {
        int[] tokens = new int[BATCH * CONTEXT];
        boolean[] mask = new boolean[BATCH * CONTEXT];
        int[] next = new int[BATCH];
        for (int i = 0; i < BATCH; i++) {
          int at = random.nextInt(text.length - CONTEXT);
          int known = 1 + random.nextInt(CONTEXT);
          for (int t = CONTEXT - known; t < CONTEXT; t++) {
            tokens[i * CONTEXT + t] = text[at + t];
            mask[i * CONTEXT + t] = true;
          }
          next[i] = text[at + CONTEXT];
        }
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(batch.create(tokens, shape), batch.create(mask, shape));
          NDArray label = batch.create(next, new Shape(BATCH, 1));
          NDList y = new NDList(oneHot ? label.squeeze(1).oneHot(SIGNS) : label);
          NDArray value;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            value = loss.evaluate(y, trainer.forward(x));
            gc.backward(value);
          }
          trainer.step();
          progress.loss(step, value);
        }
      }
    }
    progress.done();
  }

  /** From ids (N, T) and a mask (N, T) to logits (N, signs); masked places count as zeros. */
  private static final class Net extends AbstractBlock {
    private static final int WIDTH = 12;
    private final Parameter table;
    private final Block head = addChildBlock("head", Nets.tanh(48, SIGNS));

    Net() {
      table =
          addParameter(
              Parameter.builder()
                  .setName("table")
                  .setType(Parameter.Type.WEIGHT)
                  .optShape(new Shape(SIGNS, WIDTH))
                  .build());
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray ids = inputs.get(0);
      NDArray weight = store.getValue(table, ids.getDevice(), training);
      NDArray rows = Embedding.embedding(ids, weight, SparseFormat.DENSE).head();
      NDArray known = inputs.get(1).toType(DataType.FLOAT32, false).expandDims(2);
      NDArray flat = rows.mul(known).reshape(-1, CONTEXT * WIDTH);
      return head.forward(store, new NDList(flat), training);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      return new Shape[] {new Shape(inputShapes[0].get(0), SIGNS)};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
      head.initialize(manager, type, new Shape(shapes[0].get(0), CONTEXT * WIDTH));
    }
  }
}
