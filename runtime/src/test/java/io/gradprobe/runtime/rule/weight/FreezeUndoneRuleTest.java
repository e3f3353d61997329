package io.gradprobe.runtime.rule.weight;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.FreezeObservation;
import io.gradprobe.runtime.rule.HandRun;
import io.gradprobe.runtime.rule.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreezeUndoneRuleTest {

  private final Rule rule = make("freeze-undone");

  private Verdict undone(int parameter, int concerned, String frozenAt) {
    FreezeObservation o = new FreezeObservation();
    o.run = HandRun.small();
    o.parameter = parameter;
    o.concerned = concerned;
    o.frozenAt = frozenAt;
    o.location = "Main.main(Main.java:9)";
    return rule.onFreeze(o);
  }

  @Test
  void tellsBothLines() {
    Verdict told = undone(0, 2, "Main.main(Main.java:5)");
    assertFirst(List.of(told), Severity.WARNING, "01Linear_weight", Where.BEGIN);
    assertEquals("Main.main(Main.java:9)", told.location());
    assertTrue(told.message().contains("Main.java:5"), told.message());
    assertTrue(told.message().startsWith("01Linear_weight and 1 more were frozen"));
  }

  @Test
  void speaksOfOneParameterInTheSingular() {
    Verdict told = undone(1, 1, "");
    assertFirst(List.of(told), Severity.WARNING, "01Linear_bias", Where.BEGIN);
    assertTrue(told.message().startsWith("01Linear_bias was frozen, and"), told.message());
  }
}
