package io.gradprobe.benchmark.alarms;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.rule.RuleCatalogue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The alarms of one run, merged by rule and subject as a run's findings are: one for each new pair
 * and for each rise of its severity. What an earlier loud one explains is {@link Severity#INFO}.
 */
final class AlarmLog {
  private final Map<String, Alarm> latest = new HashMap<>();
  private final Map<String, Severity> loudest = new LinkedHashMap<>();
  private final List<Alarm> alarms = new ArrayList<>();

  /** Adds a verdict. */
  void add(String rule, Verdict verdict, long step) {
    String key = rule + '\n' + verdict.subject();
    Alarm before = latest.get(key);
    String cause = before == null ? causeOf(rule) : before.cause();
    Severity severity = cause.isEmpty() ? verdict.severity() : Severity.INFO;
    if (before != null && severity.compareTo(before.severity()) <= 0) {
      return;
    }
    Alarm alarm = new Alarm(rule, verdict.subject(), severity, step, verdict.message(), cause);
    latest.put(key, alarm);
    loudest.merge(rule, severity, (a, b) -> a.compareTo(b) >= 0 ? a : b);
    alarms.add(alarm);
  }

  private String causeOf(String rule) {
    for (Map.Entry<String, Severity> earlier : loudest.entrySet()) {
      boolean loud = earlier.getValue() != Severity.INFO;
      if (loud && RuleCatalogue.mayCause(earlier.getKey(), rule)) {
        return earlier.getKey();
      }
    }
    return "";
  }

  /** In the order in which they were told. */
  List<Alarm> alarms() {
    return alarms;
  }
}
