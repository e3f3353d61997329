package io.gradprobe.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingLogTest {
  private final FindingLog log = new FindingLog("r1");

  private static Verdict verdict(Severity severity, String subject) {
    return Verdict.of(severity, subject, Where.HERE, "it is so", "do that").measured(3, 2);
  }

  private Finding add(String rule, Severity severity, String subject, long step) {
    return log.add(rule, verdict(severity, subject), step, 4, "a.B.c(B.java:" + step + ")");
  }

  @Test
  void testFirstOfItsKindIsToldWithEverything() {
    Finding f = log.add("x", verdict(Severity.ERROR, "w").from("log"), 7, 4, "a.B.c(B.java:7)");
    assertEquals(
        new Finding(
            "x",
            Severity.ERROR,
            "r1",
            7,
            4,
            "w",
            "a.B.c(B.java:7)",
            "log",
            3,
            2,
            "it is so",
            "do that",
            1,
            ""),
        f);
  }

  @Test
  void testRepeatsAreMergedByRuleAndSubject() {
    assertNotNull(add("x", Severity.ERROR, "w", 1));
    assertNull(add("x", Severity.ERROR, "w", 2));
    assertNotNull(add("x", Severity.ERROR, "b", 2));
    assertNotNull(add("y", Severity.ERROR, "w", 2));
  }

  @Test
  void testCountsAreToldAtPowersOfTenWithTheFirstStepAndLine() {
    List<Long> told = new ArrayList<>();
    for (int i = 1; i <= 12_345; i++) {
      Finding f = add("x", Severity.WARNING, "w", i);
      if (f != null) {
        told.add(f.count());
        assertEquals(1, f.step());
        assertEquals("a.B.c(B.java:1)", f.location());
      }
    }
    assertEquals(List.of(1L, 10L, 100L, 1000L, 10_000L), told);
  }

  @Test
  void testLastCountIsToldAtTheEndAndOnlyOnce() {
    for (int i = 1; i <= 57; i++) {
      add("x", Severity.WARNING, "w", i);
    }
    add("y", Severity.WARNING, "w", 1);
    List<Finding> untold = log.untold();
    assertEquals(1, untold.size());
    assertEquals(57, untold.get(0).count());
    assertEquals("x", untold.get(0).rule());
    assertEquals(List.of(), log.untold());
  }

  @Test
  void testNothingIsUntoldWhereTheLastCountWasTold() {
    for (int i = 1; i <= 100; i++) {
      add("x", Severity.WARNING, "w", i);
    }
    assertEquals(List.of(), log.untold());
  }

  @Test
  void testSubjectWithTheSeparatorStaysApart() {
    assertNotNull(add("x", Severity.WARNING, "a\nb", 1));
    assertNotNull(add("x", Severity.WARNING, "a", 1));
  }

  @Test
  void testRisingSeverityIsToldAtOnce() {
    assertNotNull(add("gradient-spike", Severity.INFO, "w", 1));
    assertNull(add("gradient-spike", Severity.INFO, "w", 2));
    Finding risen = add("gradient-spike", Severity.WARNING, "w", 3);
    assertEquals(Severity.WARNING, risen.severity());
    assertEquals(3, risen.count());
    assertNull(add("gradient-spike", Severity.INFO, "w", 4));
    assertEquals(Severity.WARNING, log.untold().get(0).severity());
  }

  @Test
  void testConsequenceIsLinkedAndLowered() {
    add("non-finite-gradient", Severity.ERROR, "w", 1);
    Finding later = add("non-finite-weight", Severity.ERROR, "w", 1);
    assertEquals(Severity.INFO, later.severity());
    assertEquals("non-finite-gradient", later.cause());
    assertTrue(later.isConsequence());
  }

  @Test
  void testConsequenceStaysOneHoweverOftenItComes() {
    add("non-finite-gradient", Severity.ERROR, "w", 1);
    for (int i = 0; i < 1000; i++) {
      Finding later = add("non-finite-weight", Severity.ERROR, "w", i);
      if (later != null) {
        assertEquals(Severity.INFO, later.severity());
        assertEquals("non-finite-gradient", later.cause());
      }
    }
  }

  @Test
  void testCauseMustComeFirst() {
    Finding first = add("non-finite-weight", Severity.ERROR, "w", 1);
    Finding second = add("stale-gradient", Severity.ERROR, "w", 2);
    assertFalse(first.isConsequence());
    assertFalse(second.isConsequence());
    assertEquals(Severity.ERROR, second.severity());
  }

  @Test
  void testInfoExplainsNothing() {
    add("clip-ineffective", Severity.INFO, "w", 1);
    Finding later = add("gradient-spike", Severity.WARNING, "w", 2);
    assertEquals(Severity.WARNING, later.severity());
    assertEquals("", later.cause());
  }

  @Test
  void testEarliestCauseIsTheOneThatIsLinked() {
    add("non-finite-input", Severity.ERROR, "input", 1);
    add("non-finite-loss", Severity.ERROR, "loss", 1);
    Finding third = add("non-finite-gradient", Severity.ERROR, "w", 1);
    assertEquals("non-finite-input", third.cause());
  }

  @Test
  void testDifferentFindingsAreBounded() {
    int told = 0;
    for (int i = 0; i < 100_000; i++) {
      told += add("x", Severity.INFO, "loss of batch " + i, i) == null ? 0 : 1;
    }
    assertEquals(500, told);
    assertNull(add("x", Severity.INFO, "loss of batch 0", 1));
    assertEquals(1, log.untold().size());
  }
}
