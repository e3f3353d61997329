package io.gradprobe.runtime.rule.gradient;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.ReplicaObservation;
import io.gradprobe.runtime.rule.HandRun;
import io.gradprobe.runtime.rule.Rule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicaDivergedRuleTest {

  private static Verdict differ(Rule rule, double difference) {
    ReplicaObservation o = new ReplicaObservation();
    o.run = HandRun.with("a_weight", "b_weight");
    o.parameter = 1;
    o.concerned = 1;
    o.difference = difference;
    o.location = "Main.main(Main.java:9)";
    return rule.onReplica(o);
  }

  @Test
  void tellsHowFarTheyAreApart() {
    Verdict told = differ(make("replica-diverged"), 0.25);
    assertFirst(List.of(told), Severity.ERROR, "b_weight", Where.STEP);
    assertEquals(0.25, told.value());
    assertEquals("Main.main(Main.java:9)", told.location());
  }

  @Test
  void infiniteAndUnknownDifferencesAreDifferences() {
    Rule rule = make("replica-diverged");
    assertFirst(
        List.of(differ(rule, Double.POSITIVE_INFINITY)), Severity.ERROR, "b_weight", Where.STEP);
    assertFirst(List.of(differ(rule, Double.NaN)), Severity.ERROR, "b_weight", Where.STEP);
  }

  @Test
  void roundingIsNone() {
    assertNull(differ(make("replica-diverged"), 1e-7));
    assertNull(differ(make("replica-diverged"), 0));
  }

  @Test
  void theDifferenceCanBeSet() {
    assertNull(differ(make("replica-diverged", Map.of("difference", 0.5)), 0.25));
    Rule strict = make("replica-diverged", Map.of("difference", 0.0));
    assertFirst(List.of(differ(strict, 1e-30)), Severity.ERROR, "b_weight", Where.STEP);
  }
}
