package io.gradprobe.collectors.console;

import io.gradprobe.runtime.finding.Finding;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The findings of one rule in one run, with each subject's last state. */
final class FindingGroup {
  private static final int SUBJECTS_SHOWN = 3;

  private final Map<String, Finding> bySubject = new LinkedHashMap<>();
  private Finding first;

  /** Its number among the groups of this process, from 1; 0 while it has none. */
  int number;

  /** Takes a finding in; true where its subject is new or it has become graver. */
  boolean add(Finding finding) {
    if (first == null) {
      first = finding;
    }
    Finding before = bySubject.put(finding.subject(), finding);
    return before == null || finding.severity().compareTo(before.severity()) > 0;
  }

  /** The first finding of this group. */
  Finding first() {
    return first;
  }

  /** Number of subjects. */
  int size() {
    return bySubject.size();
  }

  /** The gravest severity among the group's findings. */
  io.gradprobe.runtime.finding.Severity severity() {
    return bySubject.values().stream()
        .map(Finding::severity)
        .max(java.util.Comparator.naturalOrder())
        .orElseThrow();
  }

  /** Whether all of it only follows from other findings. */
  boolean isConsequence() {
    return bySubject.values().stream().allMatch(Finding::isConsequence);
  }

  /** The group in one line. */
  String line() {
    StringBuilder text = new StringBuilder();
    if (number > 0) {
      text.append('#').append(number).append(' ');
    }
    text.append(severity()).append(' ').append(first.rule());
    long times = bySubject.values().stream().mapToLong(Finding::count).sum();
    if (times > 1) {
      text.append(" x").append(times);
    }
    text.append(", from step ").append(first.step());
    String subjects =
        bySubject.keySet().stream()
            .filter(subject -> !subject.isEmpty())
            .limit(SUBJECTS_SHOWN)
            .collect(Collectors.joining(", "));
    if (!subjects.isEmpty()) {
      text.append(": ").append(subjects);
    }
    if (size() > SUBJECTS_SHOWN) {
      text.append(" and ").append(size() - SUBJECTS_SHOWN).append(" more");
    }
    if (isConsequence()) {
      text.append(" (follows from ").append(first.cause()).append(')');
    } else if (!first.location().isEmpty()) {
      text.append(" at ").append(place(first.location()));
    }
    return text.toString();
  }

  /** {@code File.java:42} of {@code package.Class.method(File.java:42)}. */
  static String place(String location) {
    int open = location.lastIndexOf('(');
    return open >= 0 && location.endsWith(")")
        ? location.substring(open + 1, location.length() - 1)
        : location;
  }
}
