package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.recurrent.GRU;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.initializer.XavierInitializer.FactorType;
import ai.djl.training.initializer.XavierInitializer.RandomType;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import java.util.Random;

/** A recurrent net over series that are padded with zeros at the front; only its end is used. */
public final class PaddedRecurrent {
  private static final int STEPS = 150;
  private static final int BATCH = 32;
  private static final int LENGTH = 12;

  private PaddedRecurrent() {}

  /** Learns which way a noisy wave turns. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Random random = new Random(args.seed());
    Progress progress = new Progress(STEPS);
    SequentialBlock net =
        new SequentialBlock()
            .add(GRU.builder().setStateSize(16).setNumLayers(1).build())
            .addSingleton(states -> states.get(":, -1"))
            .add(Nets.linear(2));
    net.setInitializer(
        new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 1), Parameter.Type.WEIGHT);
    Shape shape = new Shape(BATCH, LENGTH, 2);
    try (Model model = Nets.model("waves", net);
        Trainer trainer =
            Nets.trainer(model, Loss.softmaxCrossEntropyLoss(), Nets.adam(0.01f), shape)) {
      for (int step = 0; step < STEPS; step++) {
        float[] series = new float[BATCH * LENGTH * 2];
        int[] turns = new int[BATCH];
        for (int i = 0; i < BATCH; i++) {
          turns[i] = random.nextInt(2);
          double angle = 2 * Math.PI * random.nextDouble();
          for (int t = random.nextInt(LENGTH - 4); t < LENGTH; t++) {
            angle += turns[i] == 0 ? 0.6 : -0.6;
            int at = (i * LENGTH + t) * 2;
            series[at] = (float) (Math.sin(angle) + 0.2 * random.nextGaussian());
            series[at + 1] = (float) (Math.cos(angle) + 0.2 * random.nextGaussian());
          }
        }
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(batch.create(series, shape));
          NDList y = new NDList(batch.create(turns));
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
}
