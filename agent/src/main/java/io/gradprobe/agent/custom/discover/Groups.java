package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.List;

/** Updates that belong to one program's training. */
final class Groups {
  private Groups() {}

  /** Puts together what one method updates, and values of one class. */
  static List<List<Candidate>> of(List<Candidate> candidates) {
    List<List<Candidate>> groups = new ArrayList<>();
    for (Candidate candidate : candidates) {
      List<Candidate> joined = new ArrayList<>();
      groups.removeIf(
          group -> {
            boolean belongs = group.stream().anyMatch(other -> isTogether(candidate, other));
            if (belongs) {
              joined.addAll(group);
            }
            return belongs;
          });
      joined.add(candidate);
      groups.add(joined);
    }
    groups.removeIf(
        group -> group.stream().allMatch(candidate -> candidate.verdict().sureness() == null));
    return groups;
  }

  private static boolean isTogether(Candidate a, Candidate b) {
    return a.method().equals(b.method())
        || a.change().store().method().equals(b.change().store().method())
        || a.value().equals(b.value())
        || !a.value().isLocal()
            && !b.value().isLocal()
            && a.value().path().get(0).owner().equals(b.value().path().get(0).owner());
  }
}
