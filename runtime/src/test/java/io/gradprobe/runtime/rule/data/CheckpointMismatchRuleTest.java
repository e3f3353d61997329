package io.gradprobe.runtime.rule.data;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.CheckpointObservation;
import io.gradprobe.runtime.rule.HandRun;
import io.gradprobe.runtime.rule.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointMismatchRuleTest {

  private final Rule rule = make("checkpoint-mismatch");

  private Verdict loaded(String parameter, int loaded, int untouched, Throwable failure) {
    CheckpointObservation o = new CheckpointObservation();
    o.run = HandRun.small();
    o.parameter = parameter;
    o.loaded = loaded;
    o.untouched = untouched;
    o.failure = failure;
    o.location = "Main.main(Main.java:9)";
    return rule.onCheckpoint(o);
  }

  @Test
  void tellsWhatWasLeftAsItWas() {
    Verdict told = loaded("02head_weight", 2, 2, null);
    assertFirst(List.of(told), Severity.WARNING, "02head_weight", Where.BEGIN);
    assertTrue(told.message().contains("2 of 4 parameters"), told.message());
    assertTrue(told.message().contains("02head_weight and 1 more"), told.message());
    assertEquals("Main.main(Main.java:9)", told.location());
    assertEquals(2, told.value());
  }

  @Test
  void tellsAFailureThatWasSurvived() {
    Verdict told = loaded("01Linear_bias", 1, 3, new IllegalStateException("unexpected name"));
    assertFirst(List.of(told), Severity.WARNING, "01Linear_bias", Where.BEGIN);
    assertTrue(told.message().startsWith("The load failed at 01Linear_bias"), told.message());
    assertTrue(told.message().contains("IllegalStateException"), told.message());
  }

  @Test
  void aWholeLoadIsLegal() {
    assertNull(loaded("", 4, 0, null));
  }

  @Test
  void anUnknownParameterStandsForTheModel() {
    assertFirst(List.of(loaded("", 0, 4, null)), Severity.WARNING, "net", Where.BEGIN);
  }
}
