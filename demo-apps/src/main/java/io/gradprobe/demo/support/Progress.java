package io.gradprobe.demo.support;

import ai.djl.ndarray.NDArray;
import java.util.Locale;

/** Prints the progress of a training loop, the same bytes for the same seed. */
public final class Progress {
  private final int total;
  private final int every;
  private float first = Float.NaN;
  private float mean = Float.NaN;

  /** Progress of a loop of {@code total} steps, printed about six times. */
  public Progress(int total) {
    this.total = total;
    this.every = Math.max(1, total / 6);
  }

  /** Notes the loss of a step; a loss that is an array counts as its sum. */
  public void loss(int step, NDArray loss) {
    loss(step, loss.isScalar() ? loss.getFloat() : sum(loss.toFloatArray()));
  }

  /** Notes the loss of a step. */
  public void loss(int step, float value) {
    first = step == 0 ? value : first;
    mean = step == 0 ? value : 0.9f * mean + 0.1f * value;
    if (step % every == 0 || step == total - 1) {
      line("step %d: loss %.4f", step, value);
    }
  }

  /** Prints the first loss and the running mean of the last ones. */
  public void done() {
    line("result: loss %.4f -> %.4f", first, mean);
  }

  /** Prints one line in the root locale. */
  public static void line(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }

  private static float sum(float[] values) {
    float sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }
}
