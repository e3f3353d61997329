package io.gradprobe.runtime.rule.data;

import static io.gradprobe.runtime.rule.HandForwards.stats;
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

class TinyBatchRuleTest {

  private final HandForwards steps = new HandForwards(make("tiny-batch"));

  private void norm(String type, String shape) {
    steps.layer("01Linear", 1).block("02Norm", type, 4, shape, stats(0, 0, 0, 8), false);
    steps.block("Net", 1).end();
  }

  @Test
  void tellsWhatIsLeftOfAnEpoch() {
    for (int i = 0; i < 20; i++) {
      norm("BatchNorm", "(32, 24)");
    }
    assertSilent(steps.verdicts);
    for (int epoch = 0; epoch < 5; epoch++) {
      norm("BatchNorm", "(1, 24)");
      norm("BatchNorm", "(32, 24)");
    }
    Verdict verdict = assertFirst(steps.verdicts, Severity.WARNING, "02Norm", Where.FORWARD);
    assertEquals(1, verdict.value());
    assertTrue(verdict.message().contains("1 of 21 measured steps"), verdict.message());
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void oneSampleWithPositionsIsLegal() {
    norm("BatchNorm", "(1, 3, 8, 8)");
    norm("BatchNorm", "(2, 24)");
    norm("BatchNorm", "(1, 3, 2)");
    assertSilent(steps.verdicts);
    norm("BatchNorm", "(1, 3, 1, 1)");
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void otherNormalisationAndOddShapesAreLegal() {
    norm("LayerNorm", "(1, 24)");
    norm("BatchNorm", "()");
    norm("BatchNorm", "(24)");
    norm("BatchNorm", "unknown");
    steps.end();
    assertSilent(steps.verdicts);
  }

  @Test
  void thresholdsAreKept() {
    HandForwards strict = new HandForwards(make("tiny-batch", Map.of("steps", 2.0, "values", 4.0)));
    for (int i = 0; i < 2; i++) {
      assertSilent(strict.verdicts);
      strict.block("n", "BatchNorm", 4, "(4, 9)", stats(0, 0, 0, 8), false).end();
    }
    assertEquals(4, strict.verdicts.get(0).value());
  }
}
