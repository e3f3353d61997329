package io.gradprobe.runtime.rule.gradient;

import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.rule.HandSteps;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often the rule cries wolf on noise, and how often it sees a spike. */
class GradientSpikeSimulationTest {

  private static final int STEPS = 10_000;
  private static final int SEEDS = 8;

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.3, 0.6})
  void logNormalNoiseRaisesNothing(double deviation) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Simulation simulation = new Simulation();
      for (int i = 0; i < STEPS; i++) {
        simulation.step(deviation * random.nextGaussian(), random);
      }
      assertSilent(simulation.steps.verdicts);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.9, 0.98})
  void autocorrelatedNoiseRaisesNothing(double memory) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Simulation simulation = new Simulation();
      double level = 0;
      double innovation = 0.4 * Math.sqrt(1 - memory * memory);
      for (int i = 0; i < STEPS; i++) {
        level = memory * level + innovation * random.nextGaussian();
        simulation.step(level, random);
      }
      assertSilent(simulation.steps.verdicts);
    }
  }

  @Test
  void heavyTailedNoiseRaisesFewInfos() {
    int infos = 0;
    int warnings = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Simulation simulation = new Simulation();
      for (int i = 0; i < STEPS; i++) {
        simulation.step(0.3 * studentWithThreeDegrees(random), random);
      }
      for (Verdict verdict : simulation.steps.verdicts) {
        infos += verdict.severity() == Severity.INFO ? 1 : 0;
        warnings += verdict.severity() == Severity.WARNING ? 1 : 0;
      }
    }
    assertTrue(infos <= 60 * SEEDS, infos + " infos");
    assertTrue(warnings <= 3 * SEEDS, warnings + " warnings");
  }

  private static double studentWithThreeDegrees(Random random) {
    double squares = 0;
    for (int i = 0; i < 3; i++) {
      double z = random.nextGaussian();
      squares += z * z;
    }
    return random.nextGaussian() / Math.sqrt(squares / 3);
  }

  @Test
  void aSpikeOfAHundredTimesIsAlwaysSeen() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Simulation simulation = new Simulation();
      for (int i = 0; i < 200; i++) {
        simulation.step(0.3 * random.nextGaussian(), random);
      }
      simulation.step(Math.log(100) + 0.3 * random.nextGaussian(), random);
      assertEquals(1, simulation.steps.verdicts.size(), "seed " + seed);
    }
  }

  @Test
  void aSpikeOfTenTimesIsMostlySeen() {
    int seen = 0;
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Simulation simulation = new Simulation();
      for (int i = 0; i < 200; i++) {
        simulation.step(0.3 * random.nextGaussian(), random);
      }
      simulation.step(Math.log(10) + 0.3 * random.nextGaussian(), random);
      seen += simulation.steps.verdicts.size();
    }
    assertTrue(seen >= 150, seen + " of 200");
  }

  /** A run whose gradient norm has a given logarithm, and whose loss is noise about a trend. */
  private static final class Simulation {
    final HandSteps steps = new HandSteps(make("gradient-spike"));

    void step(double logNorm, Random random) {
      steps.loss = 2 * Math.exp(0.2 * random.nextGaussian());
      steps.begin().weight("a_weight", 0.1 * Math.exp(logNorm), 0.5).end();
    }
  }
}
