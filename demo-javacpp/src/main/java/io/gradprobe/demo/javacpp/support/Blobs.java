package io.gradprobe.demo.javacpp.support;

import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Points around one centre a class, batch after batch. Who takes a batch frees it. */
public final class Blobs {
  /** Numbers of one point. */
  public static final int FEATURES = 16;

  /** Number of centres. */
  public static final int CLASSES = 4;

  private static final float SPREAD = 1.2f;

  private final Random random;
  private final float[][] centres = new float[CLASSES][FEATURES];
  private final float[] points;
  private final long[] classes;
  private final float[] targets;

  /**
   * @param batch points in one batch
   */
  public Blobs(int seed, int batch) {
    random = new Random(seed);
    for (float[] centre : centres) {
      for (int i = 0; i < FEATURES; i++) {
        centre[i] = (float) random.nextGaussian();
      }
    }
    points = new float[batch * FEATURES];
    classes = new long[batch];
    targets = new float[batch];
  }

  /** Draws the next batch. */
  public void next() {
    for (int n = 0; n < classes.length; n++) {
      classes[n] = random.nextInt(CLASSES);
      double sum = 0;
      for (int i = 0; i < FEATURES; i++) {
        float value = centres[(int) classes[n]][i] + SPREAD * (float) random.nextGaussian();
        points[n * FEATURES + i] = value;
        sum += (i % 3 - 1) * value;
      }
      targets[n] = (float) (0.3 * sum + 0.1 * random.nextGaussian());
    }
  }

  /** The batch's points, (batch, features). */
  public Tensor points() {
    return torch.tensor(points).view(classes.length, FEATURES);
  }

  /** The batch's classes. */
  public Tensor classes() {
    return torch.tensor(classes);
  }

  /** A number for each point that depends on it linearly, but for noise; (batch, 1). */
  public Tensor targets() {
    return torch.tensor(targets).view(classes.length, 1);
  }
}
