package io.gradprobe.agent.custom.probe;

/**
 * Decides which cycles of a loop are watched at all: all of them, where watching one costs little
 * beside it; else a few in a row now and then. Not thread-safe: guarded by its session.
 */
final class Pace {
  /** Cycles at the begin that are watched whatever they cost. */
  private static final int ALWAYS = 256;

  /** Cycles in a row: the first shows what is left when the second begins. */
  private static final int RUNNING = 3;

  private static final double MEMORY = 0.9;
  private static final int LONGEST_PAUSE = 1 << 16;

  private final double share;
  private long cycles;
  private double cost;
  private double length;
  private long begun;
  private long own;
  private boolean watching = true;
  private int left = RUNNING;

  /**
   * @param share of training time that watching may take
   */
  Pace(double share) {
    this.share = share;
  }

  /** A cycle begins: whether it is watched. */
  boolean begin(long now) {
    if (begun != 0) {
      long took = now - begun - own;
      length = length == 0 ? took : MEMORY * length + (1 - MEMORY) * Math.min(took, 8 * length);
    }
    begun = now;
    cycles++;
    left--;
    if (cycles <= ALWAYS || cost <= share * length) {
      watching = true;
      left = RUNNING;
      return true;
    }
    if (left <= 0) {
      watching = !watching;
      left = watching ? RUNNING : pause();
    }
    return watching;
  }

  private int pause() {
    double bare = Math.max(length, 1);
    return (int) Math.max(1, Math.min(LONGEST_PAUSE, RUNNING * (cost / (share * bare) - 1)));
  }

  /**
   * The cycle that is ending has cost so much; nothing is learned from one that was not watched.
   */
  void spent(long nanos) {
    own = nanos;
    if (!watching) {
      return;
    }
    // The first ones pay for loading and compiling.
    cost = cycles <= ALWAYS / 2 ? nanos : MEMORY * cost + (1 - MEMORY) * Math.min(nanos, 8 * cost);
  }
}
