package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
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
import io.gradprobe.demo.support.Progress;
import java.util.Arrays;
import java.util.Random;

/**
 * Scaled dot-product attention over sequences of unequal length: what is beyond the end is NaN in
 * the data, zero in the batch, and -Inf in the scores.
 */
public final class MaskedAttention {
  private static final int STEPS = 240;
  private static final int BATCH = 32;
  private static final int LENGTH = 8;
  private static final int WIDTH = 4;

  private MaskedAttention() {}

  /** Learns to find the value that belongs to the largest key. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Random random = new Random(args.seed());
    Progress progress = new Progress(STEPS);
    Shape shape = new Shape(BATCH, LENGTH, WIDTH);
    try (Model model = Nets.model("attention", new Attention());
        Trainer trainer = Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.01f), shape)) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          float[][] drawn = sequences(random);
          NDArray raw = batch.create(drawn[0], shape);
          NDArray missing = raw.isNaN();
          NDArray values = NDArrays.where(missing, raw.zerosLike(), raw);
          NDArray padded = missing.get(":, :, 0");
          NDArray mask = padded.zerosLike().toType(DataType.FLOAT32, false);
          NDArray blocked = mask.add(Float.NEGATIVE_INFINITY);
          mask = NDArrays.where(padded, blocked, mask);
          mask.setName("mask");
          NDList y = new NDList(batch.create(drawn[1], new Shape(BATCH, 1)));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(new NDList(values, mask)));
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** Sequences of 3 to LENGTH rows: feature 0 is the key, feature 1 the value, the others noise. */
  private static float[][] sequences(Random random) {
    float[][] drawn = {new float[BATCH * LENGTH * WIDTH], new float[BATCH]};
    Arrays.fill(drawn[0], Float.NaN);
    for (int i = 0; i < BATCH; i++) {
      int length = 3 + random.nextInt(LENGTH - 2);
      float largest = Float.NEGATIVE_INFINITY;
      for (int at = 0; at < length; at++) {
        int row = (i * LENGTH + at) * WIDTH;
        for (int f = 0; f < WIDTH; f++) {
          drawn[0][row + f] = (float) random.nextGaussian();
        }
        if (drawn[0][row] > largest) {
          largest = drawn[0][row];
          drawn[1][i] = drawn[0][row + 1];
        }
      }
    }
    return drawn;
  }

  /** One head whose query is learnt from the mean of the sequence; inputs (N, L, F) and (N, L). */
  private static final class Attention extends AbstractBlock {
    private static final int UNITS = 16;
    private final Block query = addChildBlock("query", Nets.linear(UNITS));
    private final Block key = addChildBlock("key", Nets.linear(UNITS));
    private final Block value = addChildBlock("value", Nets.linear(UNITS));
    private final Block out = addChildBlock("out", Nets.linear(1));

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDList x = new NDList(inputs.get(0));
      NDArray mask = inputs.get(1).expandDims(1);
      NDList mean = new NDList(inputs.get(0).mean(new int[] {1}, true));
      NDArray q = query.forward(store, mean, training).head();
      NDArray k = key.forward(store, x, training).head();
      NDArray v = value.forward(store, x, training).head();
      NDArray scores = q.matMul(k.transpose(0, 2, 1)).mul(1 / Math.sqrt(UNITS)).add(mask);
      NDArray found = scores.softmax(-1).matMul(v).squeeze(1);
      return out.forward(store, new NDList(found), training);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      return new Shape[] {new Shape(inputShapes[0].get(0), 1)};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
      for (Block block : new Block[] {query, key, value}) {
        block.initialize(manager, type, shapes[0]);
      }
      out.initialize(manager, type, new Shape(shapes[0].get(0), UNITS));
    }
  }
}
