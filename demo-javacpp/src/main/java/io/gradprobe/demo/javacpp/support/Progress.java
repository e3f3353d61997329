package io.gradprobe.demo.javacpp.support;

import java.util.Locale;
import org.bytedeco.pytorch.Tensor;

/** Prints the loss every so often. */
public final class Progress {
  private static final int EVERY = 20;

  private int steps;

  /** A step's loss. */
  public void loss(Tensor loss) {
    if (steps % EVERY == 0) {
      System.out.printf(Locale.ROOT, "step %d: loss %.6f%n", steps, loss.item_double());
    }
    steps++;
  }
}
