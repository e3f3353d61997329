package io.gradprobe.runtime.rule.loss;

/** The latest means of equally long blocks of losses, and the best of all. */
final class RisingBlocks {

  private static final double CLEARLY = 0.9;

  private final int length;
  private final double[] latest;
  private int count;
  private int bestAt;
  private double sum;
  private int inBlock;
  private double first = Double.NaN;
  private double best = Double.POSITIVE_INFINITY;
  private double highest = Double.NEGATIVE_INFINITY;

  /**
   * @param length steps in a block
   * @param kept latest blocks that are looked at
   */
  RisingBlocks(int length, int kept) {
    this.length = length;
    this.latest = new double[kept];
  }

  /** Adds a step's loss; whether it completes a block. */
  boolean add(double loss) {
    sum += loss;
    inBlock++;
    if (inBlock < length) {
      return false;
    }
    double mean = sum / length;
    if (count - latest.length >= bestAt) {
      highest = Math.max(highest, latest[0]);
    }
    sum = 0;
    inBlock = 0;
    System.arraycopy(latest, 1, latest, 0, latest.length - 1);
    latest[latest.length - 1] = mean;
    first = count == 0 ? mean : first;
    noteBest(mean);
    count++;
    return true;
  }

  /** What was before a clearly better block tells nothing of how far the loss swings since. */
  private void noteBest(double mean) {
    if (mean >= best) {
      return;
    }
    boolean clearly = best > 0 ? mean < CLEARLY * best : true;
    best = mean;
    if (clearly) {
      bestAt = count;
      highest = Double.NEGATIVE_INFINITY;
    }
  }

  /** Whether each of the latest blocks rises, and each by so much more than the one before. */
  boolean accelerate(double times) {
    if (count < latest.length) {
      return false;
    }
    double rise = latest[1] - latest[0];
    boolean all = rise > 0;
    for (int i = 2; i < latest.length && all; i++) {
      double next = latest[i] - latest[i - 1];
      all = next >= times * rise;
      rise = next;
    }
    return all;
  }

  double first() {
    return first;
  }

  double oldest() {
    return latest[0];
  }

  double last() {
    return latest[latest.length - 1];
  }

  double best() {
    return best;
  }

  /** The highest before the latest ones and since the best; the lowest number if there is none. */
  double highest() {
    return highest;
  }

  /** By how much the loss had come down at its best. */
  double gained() {
    return first - best;
  }

  /** Steps of the latest blocks together. */
  long span() {
    return (long) length * latest.length;
  }
}
