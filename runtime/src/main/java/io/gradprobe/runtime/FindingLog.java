package io.gradprobe.runtime;

import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.rule.RuleCatalogue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The findings of one run, merged by rule and subject. A repeat is told only when its count reaches
 * a power of ten, and once more at the run's end. A finding that an earlier one explains is linked
 * to it and told as {@link Severity#INFO}.
 */
final class FindingLog {
  /** A run with more different findings than this counts the rest without keeping them. */
  private static final int MOST = 500;

  private static final class Entry {
    Finding latest;
    long told;
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, Severity> rules = new HashMap<>();
  private final String run;

  FindingLog(String run) {
    this.run = run;
  }

  /**
   * Adds what a rule has concluded.
   *
   * @return the finding to tell, or null where it repeats one that was told
   */
  synchronized Finding add(String rule, Verdict verdict, long step, int epoch, String location) {
    String key = rule + '\n' + verdict.subject();
    Entry entry = entries.get(key);
    if (entry == null) {
      if (entries.size() >= MOST) {
        return null;
      }
      String cause = causeOf(rule);
      Severity severity = cause.isEmpty() ? verdict.severity() : Severity.INFO;
      entry = new Entry();
      entry.latest =
          new Finding(
              rule,
              severity,
              run,
              step,
              epoch,
              verdict.subject(),
              location,
              verdict.origin(),
              verdict.value(),
              verdict.threshold(),
              verdict.message(),
              verdict.advice(),
              1,
              cause);
      entry.told = 1;
      entries.put(key, entry);
      rules.merge(rule, severity, (a, b) -> a.compareTo(b) >= 0 ? a : b);
      return entry.latest;
    }
    Severity told = entry.latest.severity();
    entry.latest = repeated(entry.latest, verdict);
    if (entry.latest.count() < entry.told * 10 && entry.latest.severity() == told) {
      return null;
    }
    rules.merge(rule, entry.latest.severity(), (a, b) -> a.compareTo(b) >= 0 ? a : b);
    entry.told = entry.latest.count();
    return entry.latest;
  }

  /** Whether the rule has found something on the subject before. */
  synchronized boolean has(String rule, String subject) {
    return entries.containsKey(rule + '\n' + subject);
  }

  private String causeOf(String rule) {
    for (Map.Entry<String, Severity> earlier : rules.entrySet()) {
      if (earlier.getValue() != Severity.INFO && RuleCatalogue.mayCause(earlier.getKey(), rule)) {
        return earlier.getKey();
      }
    }
    return "";
  }

  private static Finding repeated(Finding f, Verdict verdict) {
    Severity now = verdict.severity();
    Severity severity = f.isConsequence() || f.severity().compareTo(now) >= 0 ? f.severity() : now;
    return new Finding(
        f.rule(),
        severity,
        f.run(),
        f.step(),
        f.epoch(),
        f.subject(),
        f.location(),
        f.origin(),
        verdict.counting() ? verdict.value() : f.value(),
        f.threshold(),
        verdict.counting() ? verdict.message() : f.message(),
        f.advice(),
        f.count() + 1,
        f.cause());
  }

  /** Findings whose count has risen since they were last told. */
  synchronized List<Finding> untold() {
    List<Finding> result = new ArrayList<>();
    for (Entry entry : entries.values()) {
      if (entry.latest.count() > entry.told) {
        entry.told = entry.latest.count();
        result.add(entry.latest);
      }
    }
    return result;
  }
}
