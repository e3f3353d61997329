package io.gradprobe.agent.custom.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
  private static final int CYCLES = 200_000;
  private static final double SHARE = 0.02;

  /** What watching takes of all time, where a cycle takes so long and watching it so much more. */
  private static double share(long cycle, long watching) {
    Pace pace = new Pace(SHARE);
    long now = 1;
    long spent = 0;
    long cost = 0;
    long begin = 0;
    for (int i = 0; i < CYCLES; i++) {
      pace.spent(spent);
      spent = pace.begin(now) ? watching : 0;
      now += cycle + spent;
      if (i == CYCLES / 2) {
        cost = 0;
        begin = now;
      }
      cost += spent;
    }
    return (double) cost / (now - begin);
  }

  @Test
  void longCyclesAreAllWatched() {
    Pace pace = new Pace(SHARE);
    int watched = 0;
    for (int i = 0; i < 1000; i++) {
      watched += pace.begin(1 + i * 1_000_000L) ? 1 : 0;
      pace.spent(5_000);
    }
    assertEquals(1000, watched);
  }

  @Test
  void shortCyclesAreWatchedNowAndThenWithinTheShare() {
    double share = share(500, 5_000);
    assertTrue(share > 0.2 * SHARE && share < 1.5 * SHARE, () -> "share " + share);
  }

  @Test
  void watchedCyclesComeInARow() {
    Pace pace = new Pace(SHARE);
    long now = 1;
    int running = 0;
    int shortest = Integer.MAX_VALUE;
    long spent = 0;
    for (int i = 0; i < 50_000; i++) {
      pace.spent(spent);
      boolean watched = pace.begin(now);
      spent = watched ? 5_000 : 0;
      now += 500 + spent;
      if (!watched && running > 0) {
        shortest = Math.min(shortest, running);
      }
      running = watched ? running + 1 : 0;
    }
    assertTrue(shortest >= 3, "the first shows what is left when the second begins: " + shortest);
  }
}
