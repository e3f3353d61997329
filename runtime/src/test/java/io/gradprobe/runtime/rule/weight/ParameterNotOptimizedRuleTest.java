package io.gradprobe.runtime.rule.weight;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.UnoptimizedObservation;
import io.gradprobe.runtime.rule.HandRun;
import io.gradprobe.runtime.rule.Rule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParameterNotOptimizedRuleTest {

  private final HandRun run = HandRun.with("a_weight", "b_weight", "c_weight");

  private Verdict left(Rule rule, int parameter, long steps, int concerned) {
    UnoptimizedObservation o = new UnoptimizedObservation();
    o.run = run;
    o.parameter = parameter;
    o.steps = steps;
    o.concerned = concerned;
    return rule.onUnoptimized(o);
  }

  @Test
  void tellsOnceAfterTenSteps() {
    Rule rule = make("parameter-not-optimized");
    for (int steps = 1; steps < 10; steps++) {
      assertNull(left(rule, 1, steps, 1), "step " + steps);
    }
    Verdict told = left(rule, 1, 10, 1);
    assertFirst(List.of(told), Severity.WARNING, "b_weight", Where.STEP);
    assertEquals(10, told.value());
    assertEquals(10, told.threshold());
    for (int steps = 11; steps < 100; steps++) {
      assertNull(left(rule, 1, steps, 1), "step " + steps);
    }
  }

  @Test
  void countsThoseThatAreConcernedToo() {
    Verdict told = left(make("parameter-not-optimized"), 0, 12, 2);
    assertTrue(told.message().startsWith("a_weight and 1 more got"), told.message());
  }

  @Test
  void tellsAnotherOneWhenTheFirstIsUpdatedAtLast() {
    Rule rule = make("parameter-not-optimized");
    left(rule, 0, 10, 2);
    assertFirst(List.of(left(rule, 2, 11, 1)), Severity.WARNING, "c_weight", Where.STEP);
  }

  @Test
  void stepsCanBeSet() {
    Rule rule = make("parameter-not-optimized", Map.of("steps", 100.0));
    assertNull(left(rule, 0, 99, 1));
    assertFirst(List.of(left(rule, 0, 100, 1)), Severity.WARNING, "a_weight", Where.STEP);
  }
}
