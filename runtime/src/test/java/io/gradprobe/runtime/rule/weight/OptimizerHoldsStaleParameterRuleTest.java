package io.gradprobe.runtime.rule.weight;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.ReplacedObservation;
import io.gradprobe.runtime.rule.HandRun;
import io.gradprobe.runtime.rule.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptimizerHoldsStaleParameterRuleTest {

  private final Rule rule = make("optimizer-holds-stale-parameter");

  private Verdict replaced(int parameter, int concerned, String location) {
    ReplacedObservation o = new ReplacedObservation();
    o.run = HandRun.with("a_weight", "b_weight");
    o.parameter = parameter;
    o.concerned = concerned;
    o.location = location;
    return rule.onReplaced(o);
  }

  @Test
  void tellsTheLineThatReplacedTheArray() {
    Verdict told = replaced(0, 2, "Main.main(Main.java:7)");
    assertFirst(List.of(told), Severity.ERROR, "a_weight", Where.STEP);
    assertEquals("Main.main(Main.java:7)", told.location());
    assertTrue(told.message().contains("a_weight and 1 more"), told.message());
  }

  @Test
  void eachReplacementIsOneOfItsOwn() {
    replaced(0, 1, "Main.main(Main.java:7)");
    assertFirst(List.of(replaced(1, 1, "")), Severity.ERROR, "b_weight", Where.STEP);
  }
}
