package io.gradprobe.collectors.console;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What is said at exit: everything that was seen, on one screen of 24 lines by 100 columns. */
final class Summary {
  static final int WIDTH = 100;
  static final int HEIGHT = 24;

  private static final int GROUPS_FOR_ONE_RUN = 18;
  private static final int GROUPS_FOR_MANY_RUNS = 4;

  private Summary() {}

  /**
   * The summary's lines; none where no run was seen.
   *
   * @param runs the runs by id, in the order of their beginning
   * @param findings by run and rule
   * @param recording where the agent's own recording goes; null for none
   */
  static List<String> lines(
      Map<String, RunTally> runs, Map<String, Map<String, FindingGroup>> findings, Path recording) {
    List<String> lines = new ArrayList<>();
    int room = HEIGHT - (recording == null ? 0 : 1);
    int perRun = runs.size() == 1 ? GROUPS_FOR_ONE_RUN : GROUPS_FOR_MANY_RUNS;
    int shown = 0;
    for (Map.Entry<String, RunTally> run : inOrderOfInterest(runs, findings)) {
      List<String> part =
          run(run.getValue(), findings.getOrDefault(run.getKey(), Map.of()).values(), perRun);
      // One line must stay for saying what was left out.
      boolean isLast = shown == runs.size() - 1;
      if (lines.size() + part.size() > room - (isLast ? 0 : 1)) {
        lines.add("gradprobe: and " + Text.count(runs.size() - shown, "more run"));
        break;
      }
      lines.addAll(part);
      shown++;
    }
    if (recording != null && !runs.isEmpty()) {
      lines.add("gradprobe: recording: " + Text.cutFront(recording.toString(), WIDTH - 22));
    }
    return lines;
  }

  // Runs with findings come first where not all may fit; the order is theirs otherwise.
  private static List<Map.Entry<String, RunTally>> inOrderOfInterest(
      Map<String, RunTally> runs, Map<String, Map<String, FindingGroup>> findings) {
    List<Map.Entry<String, RunTally>> ordered = new ArrayList<>(runs.entrySet());
    ordered.sort(Comparator.comparing(run -> !findings.containsKey(run.getKey())));
    return ordered;
  }

  private static List<String> run(
      RunTally run, java.util.Collection<FindingGroup> groups, int limit) {
    List<String> lines = new ArrayList<>();
    String head = "gradprobe: " + run.line();
    if (groups.isEmpty()) {
      lines.add(Text.cut(head + ", no findings", WIDTH));
      return lines;
    }
    int subjects = groups.stream().mapToInt(FindingGroup::size).sum();
    lines.add(Text.cut(head + ", " + Text.count(subjects, "finding"), WIDTH));
    List<FindingGroup> sorted = new ArrayList<>(groups);
    sorted.sort(
        Comparator.comparing(FindingGroup::isConsequence)
            .thenComparing(FindingGroup::severity, Comparator.reverseOrder())
            .thenComparingLong(group -> group.first().step()));
    boolean allFit = sorted.size() <= limit;
    for (FindingGroup group : sorted.subList(0, allFit ? sorted.size() : limit - 1)) {
      lines.add(Text.cut("gradprobe:   " + group.line(), WIDTH));
    }
    if (!allFit) {
      lines.add(
          "gradprobe:   and "
              + Text.count(sorted.size() - limit + 1, "more rule")
              + " with findings");
    }
    return lines;
  }
}
