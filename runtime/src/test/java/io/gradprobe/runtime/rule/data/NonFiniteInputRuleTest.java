package io.gradprobe.runtime.rule.data;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandLoop;
import io.gradprobe.runtime.rule.HandParameter;
import io.gradprobe.runtime.rule.HandRun;
import io.gradprobe.runtime.tensor.TensorStats;
import org.junit.jupiter.api.Test;

class NonFiniteInputRuleTest {

  private final HandLoop loop = new HandLoop(make("non-finite-input"), HandRun.small());

  @Test
  void tellsADirtyBatch() {
    TensorStats stats = HandParameter.stats(1, 16);
    stats.nonFinite = 2;
    stats.firstNonFinite = 5;
    loop.forward(
        f -> {
          f.nonFiniteInput = "input";
          f.input = stats;
        });
    Verdict verdict = assertFirst(loop.verdicts, Severity.ERROR, "input", Where.FORWARD);
    assertEquals(2, verdict.value());
    assertTrue(verdict.message().contains("index 5"), verdict.message());
  }

  @Test
  void evaluationAndCleanBatchesAreLegal() {
    loop.train(3);
    loop.forward(
        f -> {
          f.training = false;
          f.nonFiniteInput = "input";
        });
    assertSilent(loop.verdicts);
  }

  @Test
  void aMasksInfinityIsLegal() {
    loop.forward(f -> f.nonFiniteInput = "attentionMask");
    assertSilent(loop.verdicts);
  }
}
