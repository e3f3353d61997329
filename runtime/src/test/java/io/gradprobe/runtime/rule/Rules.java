package io.gradprobe.runtime.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import java.util.List;
import java.util.Map;

/** What tests of rules share. */
public final class Rules {

  private Rules() {}

  /** A new instance with default thresholds, as a run gets it. */
  public static Rule make(String id) {
    return make(id, Map.of());
  }

  public static Rule make(String id, Map<String, Double> thresholds) {
    RuleEntry entry = RuleCatalogue.find(id);
    return entry.factory().apply(new Thresholds(entry.info(), thresholds));
  }

  public static void assertSilent(List<Verdict> verdicts) {
    assertEquals(List.of(), verdicts);
  }

  /** Something was said, and its first verdict is this one. */
  public static Verdict assertFirst(
      List<Verdict> verdicts, Severity severity, String subject, Where where) {
    assertFalse(verdicts.isEmpty(), "nothing was said");
    Verdict first = verdicts.get(0);
    assertEquals(severity, first.severity());
    assertEquals(subject, first.subject());
    assertEquals(where, first.where());
    assertTrue(first.message().length() > 20, first.message());
    assertTrue(first.advice().length() > 10, first.advice());
    return first;
  }
}
