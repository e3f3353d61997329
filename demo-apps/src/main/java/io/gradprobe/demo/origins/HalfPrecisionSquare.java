package io.gradprobe.demo.origins;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import java.util.Random;

/**
 * Learns how far a ball flies, in numbers of 16 bits: where it flies more than 256 metres too far,
 * the square of the error is beyond 65504.
 */
public final class HalfPrecisionSquare {
  private static final int STEPS = 60;
  private static final int SIZE = 32;
  private static final int FAR = 17;

  private HalfPrecisionSquare() {}

  /** Trains; {@code --fixed} measures in hundreds of metres. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    float unit = args.fixed() ? 100 : 1;
    Random random = new Random(args.seed());
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("throws", Nets.tanh(16, 1))) {
      model.setDataType(DataType.FLOAT16);
      try (Trainer trainer =
          Nets.trainer(model, Loss.l2Loss(), Nets.sgd(1e-3f * unit / 4), new Shape(1, 2))) {
        for (int step = 0; step < STEPS; step++) {
          float[][] speeds = speeds(random, step == FAR ? 60 : 35);
          try (NDManager batch = trainer.getManager().newSubManager()) {
            NDArray x = batch.create(speeds).div(35).toType(DataType.FLOAT16, false);
            NDArray y = batch.create(ranges(speeds, unit)).toType(DataType.FLOAT16, false);
            NDArray loss;
            try (GradientCollector gc = trainer.newGradientCollector()) {
              NDArray out = trainer.forward(new NDList(x)).singletonOrThrow();
              NDArray error = out.sub(y.reshape(SIZE, 1));
              NDArray square = error.square(); // expect: non-finite-loss loss from square
              loss = square.div(SIZE).sum();
              gc.backward(loss);
            }
            trainer.step();
            progress.loss(step, loss);
          }
        }
      }
    }
    progress.done();
  }

  private static float[][] speeds(Random random, float most) {
    float[][] speeds = new float[SIZE][2];
    for (float[] speed : speeds) {
      speed[0] = most * (0.3f + 0.7f * random.nextFloat()) / 1.41f;
      speed[1] = most * (0.3f + 0.7f * random.nextFloat()) / 1.41f;
    }
    return speeds;
  }

  private static float[] ranges(float[][] speeds, float unit) {
    float[] ranges = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      ranges[i] = 2 * speeds[i][0] * speeds[i][1] / 9.81f / unit;
    }
    return ranges;
  }
}
