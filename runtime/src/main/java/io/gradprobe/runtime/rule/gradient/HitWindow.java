package io.gradprobe.runtime.rule.gradient;

/** On how many of the latest measured steps something was so. Holds at most 64 steps. */
final class HitWindow {

  private final int length;
  private final double share;
  private final int shortLength;
  private final long mask;
  private long hits;
  private int seen;

  /**
   * @param length steps looked at, at most 64
   * @param share least share of hits among them
   * @param shortLength steps that are enough where all are hits and fewer than {@code length} have
   *     been seen
   */
  HitWindow(int length, double share, int shortLength) {
    this.length = length;
    this.share = share;
    this.shortLength = shortLength;
    this.mask = length >= Long.SIZE ? -1L : (1L << length) - 1;
  }

  void add(boolean hit) {
    hits = ((hits << 1) | (hit ? 1 : 0)) & mask;
    seen = Math.min(seen + 1, length);
  }

  /** Hits among the latest steps. */
  int hits() {
    return Long.bitCount(hits);
  }

  /** Steps that the window holds. */
  int seen() {
    return seen;
  }

  /** Whether hits are so frequent that it is no accident. */
  boolean isFull() {
    return seen >= length
        ? hits() >= share * length
        : seen >= shortLength && Long.numberOfTrailingZeros(~hits) >= shortLength;
  }

  /** Whether it is over: fewer than half of the steps are hits. */
  boolean isCalm() {
    return 2 * hits() < seen;
  }
}
