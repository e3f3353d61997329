package io.gradprobe.runtime.rule.loss;

/**
 * A whole run's losses as the means of equally long blocks of steps. When all places are taken,
 * neighbours are merged and blocks become twice as long, so that the memory stays the same however
 * long the run is.
 */
final class BlockMeans {

  private final double[] means;
  private final int shortest;
  private int length;
  private int size;
  private double sum;
  private int inBlock;

  /**
   * @param places most blocks, an even number
   * @param shortest steps in a block at first
   */
  BlockMeans(int places, int shortest) {
    this.means = new double[places];
    this.shortest = shortest;
    this.length = shortest;
  }

  /** Adds the loss of a step; it must be finite. */
  void add(double loss) {
    sum += loss;
    inBlock++;
    if (inBlock == length) {
      if (size == means.length) {
        merge();
        return;
      }
      means[size++] = sum / length;
      sum = 0;
      inBlock = 0;
    }
  }

  private void merge() {
    size /= 2;
    for (int i = 0; i < size; i++) {
      means[i] = (means[2 * i] + means[2 * i + 1]) / 2;
    }
    length *= 2;
  }

  void clear() {
    size = 0;
    sum = 0;
    inBlock = 0;
    length = shortest;
  }

  /** Whole blocks. */
  int size() {
    return size;
  }

  /** Steps in the whole blocks. */
  long steps() {
    return (long) size * length;
  }

  /** Mean of the blocks from one (inclusive) to another (exclusive); NaN where there is none. */
  double mean(int from, int to) {
    double total = 0;
    for (int i = from; i < to; i++) {
      total += means[i];
    }
    return to > from ? total / (to - from) : Double.NaN;
  }

  /**
   * The Mann-Kendall statistic of the blocks from one on: about standard normal where there is no
   * trend, below -1.28 where they fall (p &lt; 0.1); 0 where there are fewer than four.
   */
  double trend(int from) {
    int n = size - from;
    if (n < 4) {
      return 0;
    }
    int score = 0;
    for (int i = from; i < size; i++) {
      for (int k = i + 1; k < size; k++) {
        score += (int) Math.signum(means[k] - means[i]);
      }
    }
    double deviation = Math.sqrt(n * (n - 1.0) * (2 * n + 5) / 18);
    return (score - Math.signum(score)) / deviation;
  }
}
