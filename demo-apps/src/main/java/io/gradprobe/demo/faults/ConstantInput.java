package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.util.Random;

/** The pressure is scaled as if it came in hectopascals, and clipped: it is 3 in every sample. */
public final class ConstantInput {
  private static final int STEPS = 150;
  private static final int FEATURES = 8;
  private static final int PRESSURE = 5;

  private ConstantInput() {}

  /** Trains; {@code --fixed} knows that the pressure comes in pascals. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    float unit = args.fixed() ? 100 : 1;
    float[] mean = {15, 60, 180, 4, 2, 1013 * unit, 8, 300};
    float[] deviation = {8, 15, 100, 2, 1, 10 * unit, 3, 120};
    Samples data = weather(args.seed(), 960, mean, deviation);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("weather", Nets.tanh(24, 1));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.01f), new Shape(1, FEATURES))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDList out = trainer.forward(x); // expect: constant-input input[5]
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

  /** Days with eight readings each, standardised, and how much they feel like rain. */
  private static Samples weather(long seed, int count, float[] mean, float[] deviation) {
    float[] usual = {15, 60, 180, 4, 2, 101_300, 8, 300};
    float[] spread = {8, 15, 100, 2, 1, 1000, 3, 120};
    Random random = new Random(seed);
    float[][] x = new float[count][FEATURES];
    float[] y = new float[count];
    for (int i = 0; i < count; i++) {
      double rain = 0.1 * random.nextGaussian();
      for (int f = 0; f < FEATURES; f++) {
        double reading = random.nextGaussian();
        rain += reading * (f == PRESSURE ? -0.6 : f % 2 == 1 ? 0.5 : 0.1);
        double value = (usual[f] + spread[f] * reading - mean[f]) / deviation[f];
        x[i][f] = (float) Math.max(-3, Math.min(3, value));
      }
      y[i] = (float) rain;
    }
    return Samples.regression(x, y);
  }
}
