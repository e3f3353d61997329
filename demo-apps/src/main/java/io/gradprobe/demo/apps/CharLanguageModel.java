package io.gradprobe.demo.apps;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.initializer.XavierInitializer.FactorType;
import ai.djl.training.initializer.XavierInitializer.RandomType;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.RealData;
import io.gradprobe.demo.support.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * An LSTM that learns to continue text, in a hand-written loop with gradients accumulated over two
 * micro-batches and clipped by their norm.
 */
public final class CharLanguageModel {
  private static final int BATCH = 8;
  private static final int LENGTH = 24;
  private static final int SIGNS = Texts.ALPHABET.length();
  private static final int PASSES = 2;
  private static final float LIMIT = 1f;

  private CharLanguageModel() {}

  /** Trains for {@code --steps} steps, on {@code --data} where it is given. */
  public static void main(String[] argv) throws IOException {
    Args args = Args.parse(argv);
    String fault = args.fault("clip-out-of-order", "gradient-wiped", "accumulation-not-averaged");
    int steps = args.number("steps", 100);
    String corpus =
        args.data("") == null ? Texts.corpus() : RealData.text(args.data("shakespeare.txt.gz"));
    int[] text = Texts.encode(corpus);
    Random random = new Random(args.seed());
    Progress progress = new Progress(steps);
    SequentialBlock net =
        new SequentialBlock()
            .add(LSTM.builder().setStateSize(48).setNumLayers(1).build())
            .add(Nets.linear(SIGNS));
    net.setInitializer(
        new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 1), Parameter.Type.WEIGHT);
    try (Model model = Nets.model("characters", net);
        Trainer trainer =
            Nets.trainer(
                model,
                Loss.softmaxCrossEntropyLoss(),
                Nets.adam(0.01f),
                new Shape(BATCH, LENGTH, SIGNS))) {
      for (int step = 0; step < steps; step++) {
        for (int pass = 0; pass < PASSES; pass++) {
          try (NDManager batch = trainer.getManager().newSubManager();
              GradientCollector gc = trainer.newGradientCollector()) {
            int[][] windows = windows(text, random);
            NDArray x = batch.create(windows[0]).oneHot(SIGNS).reshape(BATCH, LENGTH, SIGNS);
            NDList y = new NDList(batch.create(windows[1]));
            NDArray out = trainer.forward(new NDList(x)).singletonOrThrow();
            NDArray loss = trainer.getLoss().evaluate(y, new NDList(out.reshape(-1, SIGNS)));
            if (pass == 0) {
              progress.loss(step, loss);
            }
            if (!fault.equals("accumulation-not-averaged")) {
              loss = loss.div(PASSES);
            }
            gc.backward(loss); // expect: accumulation-not-averaged loss
            if (fault.equals("gradient-wiped") && pass == PASSES - 1 && step > 9) {
              gc.zeroGradients(); // expect: gradient-wiped 01LSTM_l_0_i2h_WEIGHT
            }
          }
        }
        if (fault.equals("clip-out-of-order")) {
          trainer.step();
          clip(net);
        } else {
          clip(net);
          trainer.step();
        }
      }
    }
    progress.done();
  }

  private static int[][] windows(int[] text, Random random) {
    int[][] windows = new int[2][BATCH * LENGTH];
    for (int row = 0; row < BATCH; row++) {
      int start = random.nextInt(text.length - LENGTH - 1);
      System.arraycopy(text, start, windows[0], row * LENGTH, LENGTH);
      System.arraycopy(text, start + 1, windows[1], row * LENGTH, LENGTH);
    }
    return windows;
  }

  private static void clip(Block net) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      List<NDArray> gradients = new ArrayList<>();
      double squares = 0;
      for (Parameter parameter : Nets.trainable(net)) {
        NDArray gradient = parameter.getArray().getGradient();
        gradients.add(gradient);
        squares += Math.pow(gradient.norm().getFloat(), 2);
      }
      float scale = (float) Math.min(1, LIMIT / (Math.sqrt(squares) + 1e-6));
      for (NDArray gradient : gradients) {
        gradient.muli(scale); // expect: clip-out-of-order 01LSTM_l_0_i2h_WEIGHT
      }
    }
  }
}
