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
import io.gradprobe.runtime.run.TensorCensus;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TensorLeakRuleTest {

  private final HandForwards steps = new HandForwards(make("tensor-leak"));
  private double live = 40;

  private void grow(int count, double each, String line) {
    for (int i = 0; i < count; i++) {
      live += each;
      census(line);
    }
  }

  private void census(String line) {
    steps.tensors = new TensorCensus(Math.round(live), line, line.isEmpty() ? 0 : 1);
    steps.end();
  }

  @Test
  void tellsTheLineThatMakesThem() {
    grow(100, 1, "");
    assertSilent(steps.verdicts);
    grow(20, 1, "");
    grow(100, 1, "Train.java:9");
    Verdict verdict = assertFirst(steps.verdicts, Severity.WARNING, "tensors", Where.NOWHERE);
    assertEquals("Train.java:9", verdict.location());
    assertEquals(1, verdict.value(), 1e-9);
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void aBufferThatFillsIsNamedAndCanBeAllowed() {
    grow(150, 2, "Train.java:9");
    assertTrue(steps.verdicts.get(0).advice().contains("buffer"));
    HandForwards allowed = new HandForwards(make("tensor-leak", Map.of("span", 1600.0)));
    for (int i = 0; i < 4000; i++) {
      allowed.tensors = new TensorCensus(40 + 2 * Math.min(i, 1500), "Train.java:9", 2);
      allowed.end();
    }
    assertSilent(allowed.verdicts);
  }

  @Test
  void doesNotWaitForTheLineForever() {
    grow(300, 1, "");
    assertEquals(
        "", assertFirst(steps.verdicts, Severity.WARNING, "tensors", Where.NOWHERE).location());
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void countsStepsThatWereNotMeasured() {
    steps.every = 10;
    grow(100, 10, "Train.java:9");
    assertEquals(1, steps.verdicts.get(0).value(), 1e-9);
  }

  @Test
  void seesALeakThroughNoise() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      HandForwards run = new HandForwards(make("tensor-leak"));
      for (int i = 0; i < 300; i++) {
        run.tensors = new TensorCensus(500 + 2 * i + random.nextInt(12), "A:1", 2);
        run.end();
      }
      assertEquals(1, run.verdicts.size(), "seed " + seed);
    }
  }

  @Test
  void noiseAndGarbageThatIsCollectedAreLegal() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      HandForwards run = new HandForwards(make("tensor-leak"));
      double level = 300;
      for (int i = 0; i < 50_000; i++) {
        level = 300 + 0.95 * (level - 300) + 20 * random.nextGaussian();
        run.tensors = new TensorCensus(Math.round(level), "", 0);
        run.end();
      }
      assertSilent(run.verdicts);
    }
  }

  @Test
  void whatIsThrownAwayWithEachEpochIsLegal() {
    for (int epoch = 0; epoch < 200; epoch++) {
      grow(90, 2, "");
      live = 40;
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void aFallThatLeavesALotBehindDoesNotHideALeak() {
    for (int epoch = 0; epoch < 5; epoch++) {
      grow(90, 2, "Train.java:9");
      live -= 150;
    }
    assertSilent(steps.verdicts);
    grow(200, 2, "Train.java:9");
    assertEquals(1, steps.verdicts.size());
  }

  @Test
  void aRunThatFillsItsCachesIsLegal() {
    grow(60, 3, "");
    grow(2000, 0, "");
    grow(2000, 0.05, "");
    assertSilent(steps.verdicts);
  }

  @Test
  void anUnknownCountIsNothing() {
    for (int i = 0; i < 300; i++) {
      steps.end();
    }
    assertSilent(steps.verdicts);
  }

  @Test
  void tellsAgainAfterItWasOver() {
    grow(150, 1, "A:1");
    grow(100, 0, "A:1");
    grow(150, 1, "A:1");
    assertEquals(2, steps.verdicts.size());
  }

  @Test
  void thresholdsAreKept() {
    HandForwards strict =
        new HandForwards(
            make("tensor-leak", Map.of("grown", 0.1, "window", 10.0, "span", 10.0, "warmup", 0.0)));
    for (int i = 0; i < 40; i++) {
      strict.tensors = new TensorCensus(i / 2, "A:1", 1);
      strict.end();
    }
    assertEquals(1, strict.verdicts.size());
  }
}
