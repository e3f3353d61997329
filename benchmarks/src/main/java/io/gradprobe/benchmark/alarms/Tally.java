package io.gradprobe.benchmark.alarms;

import io.gradprobe.runtime.finding.Severity;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Alarms by rule and severity over many runs. */
final class Tally {
  /** Counts of one rule. */
  private static final class Row {
    final Map<Severity, Long> counts = new EnumMap<>(Severity.class);
    long runs;
    long most;
  }

  private final Map<String, Row> rows = new TreeMap<>();
  private long steps;
  private long runs;

  /** Adds the alarms of a run. */
  void add(List<Alarm> alarms, long stepsOfRun) {
    steps += stepsOfRun;
    runs++;
    Map<String, Long> ofRun = new TreeMap<>();
    for (Alarm alarm : alarms) {
      Row row = rows.computeIfAbsent(alarm.rule(), rule -> new Row());
      row.counts.merge(alarm.severity(), 1L, Long::sum);
      ofRun.merge(alarm.rule(), 1L, Long::sum);
    }
    ofRun.forEach(
        (rule, count) -> {
          Row row = rows.get(rule);
          row.runs++;
          row.most = Math.max(row.most, count);
        });
  }

  long steps() {
    return steps;
  }

  long runs() {
    return runs;
  }

  /** Alarms of a rule and severity. */
  long count(String rule, Severity severity) {
    Row row = rows.get(rule);
    return row == null ? 0 : row.counts.getOrDefault(severity, 0L);
  }

  /** Alarms of a severity, of all rules. */
  long count(Severity severity) {
    return rows.keySet().stream().mapToLong(rule -> count(rule, severity)).sum();
  }

  /** Alarms of a rule and severity for each ten thousand steps. */
  double rate(String rule, Severity severity) {
    return steps == 0 ? 0 : 1e4 * count(rule, severity) / steps;
  }

  /** Rules that raised an alarm. */
  List<String> rules() {
    return List.copyOf(rows.keySet());
  }

  /** Most alarms of a rule in one run. */
  long mostInOneRun(String rule) {
    return rows.containsKey(rule) ? rows.get(rule).most : 0;
  }

  /** Runs in which a rule raised an alarm. */
  long runsWith(String rule) {
    return rows.containsKey(rule) ? rows.get(rule).runs : 0;
  }
}
