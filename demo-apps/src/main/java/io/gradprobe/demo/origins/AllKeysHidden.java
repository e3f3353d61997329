package io.gradprobe.demo.origins;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
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

/** Masks the keys of an empty sequence with -Inf, all of them: the softmax is 0 / 0. */
public final class AllKeysHidden {
  private static final int STEPS = 100;
  private static final int EMPTY = 60;
  private static final int BATCH = 32;
  private static final int LENGTH = 6;
  private static final int WIDTH = 3;

  private AllKeysHidden() {}

  /** Learns to find the value of the largest key; {@code --fixed} masks with -1e9. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    float hidden = args.fixed() ? -1e9f : Float.NEGATIVE_INFINITY;
    Random random = new Random(args.seed());
    Progress progress = new Progress(STEPS);
    SequentialBlock net = new SequentialBlock().add(new Attention()).add(Nets.linear(1));
    Shape shape = new Shape(BATCH, LENGTH, WIDTH);
    try (Model model = Nets.model("attention", net);
        Trainer trainer = Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.02f), shape)) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          float[] x = new float[BATCH * LENGTH * WIDTH];
          float[] mask = new float[BATCH * LENGTH];
          float[] y = new float[BATCH];
          Arrays.fill(mask, hidden);
          for (int i = 0; i < BATCH; i++) {
            int length = step == EMPTY && i == 0 ? 0 : 1 + random.nextInt(LENGTH);
            Arrays.fill(mask, i * LENGTH, i * LENGTH + length, 0);
            y[i] = fill(x, i, length, random);
          }
          NDArray keys = batch.create(mask, new Shape(BATCH, LENGTH));
          keys.setName("mask");
          NDList target = new NDList(batch.create(y, new Shape(BATCH, 1)));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDList out = trainer.forward(new NDList(batch.create(x, shape), keys));
            loss = trainer.getLoss().evaluate(target, out);
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** Draws sequence {@code i}; returns feature 1 of the row where feature 0 is largest. */
  private static float fill(float[] x, int i, int length, Random random) {
    float largest = Float.NEGATIVE_INFINITY;
    float value = 0;
    for (int row = i * LENGTH; row < i * LENGTH + length; row++) {
      for (int f = 0; f < WIDTH; f++) {
        x[row * WIDTH + f] = (float) random.nextGaussian();
      }
      if (x[row * WIDTH] > largest) {
        largest = x[row * WIDTH];
        value = x[row * WIDTH + 1];
      }
    }
    return value;
  }

  /** Averages the values by learnt scores; inputs (N, L, F) and a mask (N, L). */
  private static final class Attention extends AbstractBlock {
    private static final int UNITS = 8;
    private final Block score =
        addChildBlock("score", Linear.builder().setUnits(1).optBias(false).build());
    private final Block value = addChildBlock("value", Nets.linear(UNITS));

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDList x = new NDList(inputs.get(0));
      NDArray scores = score.forward(store, x, training).head().squeeze(2).add(inputs.get(1));
      NDArray share = scores.softmax(1); // expect: non-finite-activation 01Attention from softmax
      NDArray values = value.forward(store, x, training).head();
      return new NDList(share.expandDims(1).matMul(values).squeeze(1));
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
      score.initialize(manager, type, inputs[0]);
      value.initialize(manager, type, inputs[0]);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return new Shape[] {new Shape(inputs[0].get(0), UNITS)};
    }
  }
}
