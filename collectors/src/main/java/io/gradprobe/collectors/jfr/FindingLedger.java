package io.gradprobe.collectors.jfr;

import io.gradprobe.runtime.finding.Finding;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which findings are already in the recording. A finding reaches the collector on the thread that
 * found it and again on the observer thread, in either order; only the first one is committed.
 */
final class FindingLedger {
  private record Key(String run, String rule, String subject) {}

  private final Map<Key, Long> committed = new ConcurrentHashMap<>();

  /** Whether this finding, at this count, is new. Answers true once. */
  boolean claim(Finding finding) {
    boolean[] isNew = new boolean[1];
    committed.compute(
        new Key(finding.run(), finding.rule(), finding.subject()),
        (key, count) -> {
          isNew[0] = count == null || count < finding.count();
          return isNew[0] ? Long.valueOf(finding.count()) : count;
        });
    return isNew[0];
  }

  /** Forgets a run that has ended. */
  void forget(String run) {
    committed.keySet().removeIf(key -> key.run().equals(run));
  }
}
