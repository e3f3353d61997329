package io.gradprobe.benchmark.alarms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.rule.ActiveRule;
import io.gradprobe.runtime.run.LabelMeasurement;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.ParameterMeasurement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimulatedAlarmTest {

  static Stream<SeriesKind> kinds() {
    return SeriesKind.ALL.stream();
  }

  private static double[] losses(SeriesKind kind, long seed, int steps) {
    SimulatedRun run = new SimulatedRun(kind, seed);
    double[] losses = new double[steps];
    for (int i = 0; i < steps; i++) {
      SimulatedStep s = run.next();
      run.measured(s, true);
      losses[i] = s.loss;
    }
    return losses;
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("kinds")
  void theSameSeedGivesTheSameRunAndAnotherSeedAnother(SeriesKind kind) {
    assertEquals(Arrays.toString(losses(kind, 5, 300)), Arrays.toString(losses(kind, 5, 300)));
    assertNotEquals(Arrays.toString(losses(kind, 5, 300)), Arrays.toString(losses(kind, 6, 300)));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("kinds")
  void whatIsMeasuredBelongsTogether(SeriesKind kind) {
    SimulatedRun run = new SimulatedRun(kind, 2);
    for (int i = 0; i < 200; i++) {
      SimulatedStep s = run.next();
      MeasuredStep step = run.measured(s, true);
      assertEquals(i, step.record().step());
      assertTrue(Double.isFinite(step.record().loss()));
      double squares = 0;
      for (ParameterMeasurement p : step.parameters()) {
        squares += p.gradient().norm * p.gradient().norm;
        boolean judged = p.parameter().role().equals("weight");
        assertTrue(!judged || p.updateRatio() < 0.5, () -> "no healthy update: " + p);
      }
      assertEquals(s.gradient, Math.sqrt(squares), 0.01 * s.gradient);
      LabelMeasurement labels = step.forward().labels();
      if (labels != null && labels.counts() != null) {
        assertEquals(labels.samples(), Arrays.stream(labels.counts()).sum());
      }
    }
  }

  @Test
  void everyRuleOfTheObserverThreadIsShownTheRuns() {
    List<String> ids =
        Synthetic.rules().stream()
            .map(ActiveRule::info)
            .map(info -> info.id())
            .collect(Collectors.toList());
    assertTrue(ids.containsAll(List.of("loss-spike", "gradient-spike", "overfitting")));
    assertFalse(ids.contains("stale-gradient"), "no run is simulated for rules of the order");
  }

  @Test
  void aPlantedFaultIsFoundAndItsAbsenceIsNot() {
    Fault memory =
        Faults.all().stream()
            .filter(f -> f.rule().equals("memory-limit-near"))
            .findFirst()
            .orElseThrow();
    Power power = new Power(3);
    assertEquals(3, power.plant(memory, 0.97).found());
    assertEquals(0, power.plant(memory, 0.5).found());
  }

  @Test
  void everyPlantedFaultNamesARuleThatListens() {
    List<String> ids = Synthetic.rules().stream().map(rule -> rule.info().id()).toList();
    for (Fault fault : Faults.all()) {
      assertTrue(ids.contains(fault.rule()), fault.rule());
    }
  }

  @Test
  void watchMeasuresTheFirstStepsAndATwentiethOfTheOthers() {
    Noise noise = new Noise(1);
    int due = 0;
    for (int i = 0; i < 10_160; i++) {
      due += Sampling.WATCH.isDue(i, noise) ? 1 : 0;
      assertTrue(Sampling.DEBUG.isDue(i, noise));
    }
    assertEquals(660, due, 80);
  }
}
