package io.gradprobe.runtime.rule.data;

import java.util.HashMap;
import java.util.Map;

/**
 * Batches that a loop has left out for exceptions. One that comes again and again at one distance,
 * and says the same, is one record that is met once an epoch, such as a table's heading: it counts
 * once.
 */
final class LeftOutBatches {
  /** Epochs of fewer batches are not told from failures that come often. */
  private static final int APART = 8;

  private static final int MOST = 64;
  private static final String OTHERS = "";

  private static final class Group {
    private long latest;
    private long distance;
    private int count;
    private boolean regular = true;

    void add(long batch) {
      long gap = batch - latest;
      if (count == 1) {
        distance = gap;
      }
      regular &= count == 0 || (gap >= APART && gap == distance);
      latest = batch;
      count++;
    }
  }

  private final Map<String, Group> groups = new HashMap<>();

  /**
   * One more.
   *
   * @param what the exception and what it says
   * @param batch which of the run's batches it was
   * @return how many there are by now that are not one and the same
   */
  int add(String what, long batch) {
    String key = groups.size() < MOST || groups.containsKey(what) ? what : OTHERS;
    groups.computeIfAbsent(key, k -> new Group()).add(batch);
    int different = 0;
    for (Group group : groups.values()) {
      different += group.regular ? 1 : group.count;
    }
    return different;
  }
}
