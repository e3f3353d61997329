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

class DeadReluRuleTest {

  private final HandForwards steps = new HandForwards(make("dead-relu"));

  private static float[] units(int total, int dead, Random random) {
    float[] units = new float[total];
    for (int i = dead; i < total; i++) {
      units[i] = 0.1f + 0.4f * random.nextFloat();
    }
    return units;
  }

  private void steps(int count, int total, int dead) {
    Random random = new Random(5);
    for (int i = 0; i < count; i++) {
      steps.layer("01Linear", 1).function("02ReLU", "relu", units(total, dead, random));
      steps.layer("03Linear", 1).block("Net", 1).end();
    }
  }

  @Test
  void tellsALayerMostOfWhichIsDead() {
    steps(31, 40, 30);
    assertSilent(steps.verdicts);
    steps(200, 40, 30);
    Verdict verdict = assertFirst(steps.verdicts, Severity.WARNING, "02ReLU", Where.FORWARD);
    assertEquals(0.75, verdict.value());
    assertTrue(verdict.message().contains("30 of 40"), verdict.message());
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void aLayerThatIsAllSilentIsToldSooner() {
    steps(7, 16, 16);
    assertSilent(steps.verdicts);
    steps(100, 16, 16);
    assertFirst(steps.verdicts, Severity.WARNING, "02ReLU", Where.FORWARD);
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void tellsAgainAfterItHasRecovered() {
    steps(32, 40, 30);
    steps(32, 40, 2);
    steps(32, 40, 30);
    assertEquals(2, steps.verdicts.size());
  }

  @Test
  void halfOfALayerIsLegalAndSoAreFewUnits() {
    steps(500, 40, 20);
    steps(500, 6, 4);
    steps(500, 3, 3);
    assertSilent(steps.verdicts);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.03, 0.1})
  void unitsThatFireSeldomAreAlive(double rate) {
    Random random = new Random(9);
    for (int i = 0; i < 5000; i++) {
      float[] units = new float[64];
      for (int u = 0; u < units.length; u++) {
        int fired = 0;
        for (int s = 0; s < 32; s++) {
          fired += random.nextDouble() < rate ? 1 : 0;
        }
        units[u] = fired / 32f;
      }
      steps.function("02ReLU", "relu", units).layer("03Linear", 1).block("Net", 1).end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void theHingeOfALossMayRest() {
    for (int i = 0; i < 100; i++) {
      steps.layer("01Linear", 1).block("Net", 1);
      steps.function("Net", "relu", new float[16]).end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void otherFunctionsAndUnitsThatWereNotReadDoNotCount() {
    for (int i = 0; i < 100; i++) {
      steps.function("02Tanh", "tanh", new float[16]);
      steps.softmax("03ReLU", "relu", "(32, 16)", 0, 0, "");
      steps.layer("04Linear", 1).block("Net", 1).end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void severalLayersAreToldUnderTheFirst() {
    for (int i = 0; i < 100; i++) {
      steps.function("02ReLU", "relu", new float[16]).function("04ReLU", "relu", new float[16]);
      steps.layer("05Linear", 1).block("Net", 1).end();
    }
    assertTrue(
        assertFirst(steps.verdicts, Severity.WARNING, "02ReLU", Where.FORWARD)
            .message()
            .contains("in 1 more"));
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void aBranchThatRestsOnMostStepsIsLegal() {
    Random random = new Random(2);
    for (int i = 0; i < 600; i++) {
      if (i % 3 == 0) {
        steps.function("02ReLU", "relu", units(16, 2, random));
      }
      steps.layer("05Linear", 1).block("Net", 1).end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void thresholdsAreKept() {
    HandForwards strict =
        new HandForwards(
            make("dead-relu", Map.of("share", 0.1, "samples", 1.0, "steps", 1.0, "windows", 1.0)));
    strict.function("r", "relu", units(40, 12, new Random(1))).layer("l", 1).block("Net", 1).end();
    assertEquals(0.1, strict.verdicts.get(0).threshold());
  }
}
