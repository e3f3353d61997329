package io.gradprobe.runtime.rule.data;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.run.MemoryRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryLimitNearRuleTest {

  private static final long MIB = 1024 * 1024;
  private final Rule rule = make("memory-limit-near");

  private static Verdict read(Rule rule, long used, long limit) {
    return rule.onMemory(new MemoryRecord("r", 5, used * MIB, limit * MIB, "container"));
  }

  @Test
  void tellsOnceWhenItIsNear() {
    assertNull(read(rule, 950, 1000));
    Verdict verdict = read(rule, 960, 1000);
    assertFirst(List.of(verdict), Severity.WARNING, "memory", Where.NOWHERE);
    assertEquals(0.96, verdict.value(), 1e-9);
    assertTrue(verdict.message().contains("of its container"), verdict.message());
    assertNull(read(rule, 970, 1000));
  }

  @Test
  void tellsAgainAfterItWasOver() {
    read(rule, 950, 1000);
    assertNotNull(read(rule, 950, 1000));
    assertNull(read(rule, 100, 1000));
    assertNull(read(rule, 950, 1000));
    assertNotNull(read(rule, 950, 1000));
  }

  @Test
  void aLonePeakAndAnUnknownLimitAreLegal() {
    for (int i = 0; i < 50; i++) {
      assertNull(read(rule, 950, 1000));
      assertNull(read(rule, 800, 1000));
    }
    for (int i = 0; i < 10; i++) {
      assertNull(rule.onMemory(new MemoryRecord("r", 5, 950 * MIB, -1, "")));
      assertNull(rule.onMemory(new MemoryRecord("r", 5, -1, 1000 * MIB, "")));
    }
  }

  @Test
  void aLimitMayBeSet() {
    Rule set = make("memory-limit-near", Map.of("limit-mib", 100.0, "share", 0.5, "readings", 1.0));
    assertNull(read(set, 49, 1000));
    Verdict verdict = read(set, 60, 1000);
    assertTrue(verdict.message().contains("100 MiB set as its limit"), verdict.message());
  }
}
