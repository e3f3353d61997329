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
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutlierBatchRuleTest {

  private final HandForwards steps = new HandForwards(make("outlier-batch"));

  private void batch(double rms) {
    steps.input("input", rms, steps.step()).end();
  }

  @Test
  void tellsTheBatchAtOnce() {
    Random random = new Random(1);
    for (int i = 0; i < 140; i++) {
      batch(Math.exp(0.1 * random.nextGaussian()));
    }
    assertSilent(steps.verdicts);
    batch(50);
    Verdict verdict = assertFirst(steps.verdicts, Severity.WARNING, "input", Where.FORWARD);
    assertTrue(verdict.value() > 8, verdict.toString());
    assertTrue(verdict.message().contains("at step 140"), verdict.message());
    for (int i = 0; i < 200; i++) {
      batch(Math.exp(0.1 * random.nextGaussian()));
    }
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void dataThatStayAtANewScaleAreToldOnce() {
    for (int i = 0; i < 300; i++) {
      batch(i < 100 ? 1 : 100);
    }
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void theWarmUpIsSilentAndSoAreSmallBatches() {
    for (int i = 0; i < 23; i++) {
      batch(1);
    }
    batch(100);
    for (int i = 0; i < 100; i++) {
      batch(100);
      batch(0.001);
      batch(0);
      batch(Double.NaN);
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void alternatingDataAndGrowthAreLegal() {
    double rms = 1;
    for (int i = 0; i < 2000; i++) {
      rms *= 1.005;
      batch(i % 2 == 0 ? rms : 30 * rms);
    }
    assertSilent(steps.verdicts);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void heavyTailedDataAreLegal(int kind) {
    int said = 0;
    for (int seed = 0; seed < 8; seed++) {
      Random random = new Random(seed);
      HandForwards run = new HandForwards(make("outlier-batch"));
      for (int i = 0; i < 10_000; i++) {
        double squares = 0;
        for (int s = 0; s < 32; s++) {
          double x = draw(kind, random);
          squares += x * x;
        }
        run.input("input", Math.sqrt(squares / 32), i).end();
      }
      said += run.verdicts.size();
    }
    assertEquals(0, said);
  }

  private static double draw(int kind, Random random) {
    double z = random.nextGaussian();
    if (kind == 0) {
      return Math.exp(1.5 * z);
    }
    double squares = 0;
    for (int i = 0; i < 3; i++) {
      squares += Math.pow(random.nextGaussian(), 2);
    }
    double student = z / Math.sqrt(squares / 3);
    // Rare events: mostly nothing.
    return kind == 1 ? student : random.nextInt(20) == 0 ? student : 0.01;
  }

  @Test
  void thresholdsAreKept() {
    HandForwards strict =
        new HandForwards(make("outlier-batch", Map.of("times", 2.0, "score", 3.0, "warmup", 4.0)));
    for (int i = 0; i < 4; i++) {
      strict.input("x", 1, i).end();
    }
    strict.input("x", 2.5, 9).end();
    assertEquals("x", strict.verdicts.get(0).subject());
  }
}
