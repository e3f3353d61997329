package io.gradprobe.runtime;

import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.run.LossSeries;
import java.util.Arrays;

/** Gathers the losses of a run's steps until they are worth a message. Guarded by its run. */
final class LossBuffer {
  /** Steps after which the losses are handed on at the latest. */
  private static final int CAPACITY = 32;

  private final double[] losses = new double[CAPACITY];
  private final double[] rates = new double[CAPACITY];
  private int size;
  private long firstStep;
  private double sum;
  private int parts;

  /** One backward's loss. */
  void part(double loss) {
    sum += loss;
    parts++;
  }

  /** The backwards since the last step were for nothing, or are over. */
  void clearParts() {
    sum = 0;
    parts = 0;
  }

  /** A step has ended. */
  void stepEnded(long step, double rate) {
    if (size == 0) {
      firstStep = step;
    }
    losses[size] = parts == 0 ? Double.NaN : sum / parts;
    rates[size] = rate;
    size++;
    clearParts();
  }

  boolean isFull() {
    return size == CAPACITY;
  }

  /** The losses so far; null where there are none. The buffer is empty afterwards. */
  LossSeries take(String run, int epoch, LossInfo info, String location) {
    if (size == 0) {
      return null;
    }
    LossSeries series =
        new LossSeries(
            run,
            firstStep,
            epoch,
            Arrays.copyOf(losses, size),
            Arrays.copyOf(rates, size),
            info,
            location);
    size = 0;
    return series;
  }
}
