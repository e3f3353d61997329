package io.gradprobe.runtime.rule.data;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandForwards;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RepeatedBatchRuleTest {

  private final HandForwards steps = new HandForwards(make("repeated-batch"));

  private void feed(int count, boolean same) {
    for (int i = 0; i < count; i++) {
      steps.input("input", 1, same ? 77 : 1000 + steps.step()).end();
    }
  }

  @Test
  void tellsABatchThatIsFetchedAnewEachTime() {
    steps.dataset = 960;
    feed(7, true);
    assertSilent(steps.verdicts);
    feed(100, true);
    Verdict verdict = assertFirst(steps.verdicts, Severity.WARNING, "input", Where.FORWARD);
    assertTrue(verdict.message().contains("dataset of 960"), verdict.message());
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void tellsAgainAfterItWasOver() {
    steps.dataset = 960;
    feed(8, true);
    feed(1, false);
    feed(8, true);
    assertEquals(2, steps.verdicts.size());
  }

  @Test
  void theWholeDatasetAtOnceIsLegal() {
    steps.dataset = 32;
    feed(100, true);
    steps.dataset = -1;
    feed(100, true);
    assertSilent(steps.verdicts);
  }

  @Test
  void oneBatchOnPurposeIsKeptAndNotFetched() {
    steps.dataset = 960;
    steps.fresh = false;
    feed(100, true);
    assertSilent(steps.verdicts);
  }

  @Test
  void otherBatchesAndEqualRowsAreLegal() {
    steps.dataset = 960;
    feed(100, false);
    for (int i = 0; i < 100; i++) {
      steps.input("graph", 1, 5).input("nodes", 1, i).end();
    }
    steps.equalInputs = true;
    feed(100, true);
    steps.end();
    assertSilent(steps.verdicts);
  }

  @Test
  void thresholdsAreKept() {
    HandForwards strict = new HandForwards(make("repeated-batch", Map.of("steps", 2.0)));
    strict.dataset = 64;
    strict.input("x", 1, 5).end().input("x", 1, 5).end();
    assertEquals(1, strict.verdicts.size());
  }
}
